//! A profile's credentials, and whose they are.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::profile::region::ProfileFileRegionProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use tokio::time::{Instant, timeout_at};

use super::bounded::Bounded;
use super::failure;
use super::options::Options;
use crate::devices::directory::Failure;
use crate::iam::serial::Account;
use crate::source::bounded;

/// How long a connection, and one attempt of a request, may take.
const CONNECT: Duration = Duration::from_secs(5);
const ATTEMPT: Duration = Duration::from_secs(15);
/// How often a request is tried before it is given up: IAM throttles whole accounts (IAM User Guide, "IAM and AWS
/// STS quotas").
const ATTEMPTS: u32 = 6;
/// IAM is one service a partition; this region says that it is the ordinary one, where nothing else says which.
const ANY_REGION: &str = "us-east-1";

/// The largest file (bytes) of certificates or of profiles.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;
/// The variables that name files of profiles (AWS SDKs and Tools Reference Guide, "Shared config and credentials files").
const PROFILES: [&str; 2] = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"];

/// Whose credentials they are.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The account.
    pub account: Account,
    /// The caller's ARN.
    pub arn: String,
}

/// A profile's credentials, and a client that uses them.
#[derive(Clone, Debug)]
pub struct Session {
    /// Asks IAM.
    pub iam: aws_sdk_iam::Client,
    /// Whose credentials they are.
    pub identity: Identity,
    profile: Option<String>,
    broken: Arc<Mutex<Option<Failure>>>,
}

impl Session {
    /// Finds the credentials of a profile, or without one those that the environment gives, and asks whose they
    /// are.
    ///
    /// # Errors
    ///
    /// When there are none, or they are refused, or nobody answers.
    pub async fn open(
        options: &Options,
        profile: Option<&str>,
        deadline: Instant,
    ) -> Result<Session, Failure> {
        timeout_at(deadline, Session::open_in_time(options, profile))
            .await
            .unwrap_or_else(|_| Err(failure::timed_out()))
    }

    async fn open_in_time(options: &Options, profile: Option<&str>) -> Result<Session, Failure> {
        for name in PROFILES {
            if let Some(file) = std::env::var_os(name) {
                has_end(Path::new(&file)).map_err(|error| failure::file(name, &file, &error))?;
            }
        }
        let config = config(options, profile).await?;
        let mut of_sts = aws_sdk_sts::config::Builder::from(&config);
        let mut of_iam = aws_sdk_iam::config::Builder::from(&config);
        if has_empty_endpoint() {
            // The SDK would take an empty setting for an address.
            of_sts.set_endpoint_url(endpoint(options, "AWS_ENDPOINT_URL_STS"));
            of_iam.set_endpoint_url(endpoint(options, "AWS_ENDPOINT_URL_IAM"));
        }
        let sts = aws_sdk_sts::Client::from_conf(of_sts.build());
        let caller =
            sts.get_caller_identity().send().await.map_err(|error| {
                failure::of_call(&error, "sts:GetCallerIdentity", profile).failure
            })?;
        let account = caller
            .account()
            .and_then(Account::new)
            .ok_or_else(failure::no_account)?;
        Ok(Session {
            iam: aws_sdk_iam::Client::from_conf(of_iam.build()),
            identity: Identity {
                account,
                arn: caller.arn().unwrap_or_default().to_owned(),
            },
            profile: profile.map(str::to_owned),
            broken: Arc::default(),
        })
    }

    /// The same, for a profile that must be of an account.
    ///
    /// # Errors
    ///
    /// As [`Session::open`], and when the profile is of another account.
    pub async fn of_account(
        options: &Options,
        profile: &str,
        account: &Account,
        deadline: Instant,
    ) -> Result<Session, Failure> {
        let session = Session::open(options, Some(profile), deadline).await?;
        if session.identity.account == *account {
            Ok(session)
        } else {
            Err(failure::wrong_profile(
                profile,
                account,
                &session.identity.account,
            ))
        }
    }

    /// The name of the user whose credentials they are.
    ///
    /// # Errors
    ///
    /// When they are no user's: a role and the root user have no devices that ListMFADevices gives.
    pub fn own_name(&self) -> Result<String, Failure> {
        // arn:PARTITION:iam::ACCOUNT:user/[PATH/]NAME (IAM User Guide, "IAM identifiers").
        let resource = self.identity.arn.splitn(6, ':').nth(5).unwrap_or_default();
        resource
            .strip_prefix("user/")
            .and_then(|path| path.rsplit('/').next())
            .map(str::to_owned)
            .ok_or_else(|| failure::no_user(&self.identity.arn))
    }

    /// The names of all users.
    ///
    /// # Errors
    ///
    /// When they can't all be listed.
    pub async fn users(&self, deadline: Instant) -> Result<Vec<String>, Failure> {
        let mut pages = self.iam.list_users().into_paginator().items().send();
        let mut names = Vec::new();
        loop {
            match timeout_at(deadline, pages.next()).await {
                Err(_) => return Err(failure::timed_out()),
                Ok(None) => return Ok(names),
                Ok(Some(Ok(user))) => names.push(user.user_name().to_owned()),
                Ok(Some(Err(error))) => {
                    return Err(failure::of_call(&error, "iam:ListUsers", self.profile()).failure);
                }
            }
        }
    }

    /// The profile's name, where one was asked for.
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// Why no request can succeed any more, where that is known.
    pub fn broken(&self) -> Option<Failure> {
        self.broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Says that no request can succeed any more.
    pub fn set_broken(&self, failure: &Failure) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure.clone());
    }
}

/// What requests are made with.
async fn config(options: &Options, profile: Option<&str>) -> Result<SdkConfig, Failure> {
    let http = http_client()?;
    let region = region(options, profile).await;
    let providing = ProviderConfig::default()
        .with_http_client(http.clone())
        .with_region(Some(region.clone()));
    let credentials = credentials(&providing, &region, profile).await?;
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .region(region)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT)
                .operation_attempt_timeout(ATTEMPT)
                .build(),
        );
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    Ok(loader.load().await)
}

/// A variable of the environment; one that is set to nothing is as good as unset.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether the environment sets an address to nothing.
fn has_empty_endpoint() -> bool {
    [
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_IAM",
        "AWS_ENDPOINT_URL_STS",
    ]
    .iter()
    .any(|name| std::env::var_os(name).is_some_and(|value| value.is_empty()))
}

/// Where requests to a service go, by the options and the environment.
fn endpoint(options: &Options, of_service: &str) -> Option<String> {
    let given = options.endpoint_url.clone();
    given
        .or_else(|| variable(of_service))
        .or_else(|| variable("AWS_ENDPOINT_URL"))
}

/// The region that the environment or the profile says. The machine itself isn't asked, as IAM is the same in all.
async fn region(options: &Options, profile: Option<&str>) -> Region {
    let given = options.region.clone();
    let given = given
        .or_else(|| variable("AWS_REGION"))
        .or_else(|| variable("AWS_DEFAULT_REGION"));
    if let Some(region) = given {
        return Region::new(region);
    }
    let mut of_profile = ProfileFileRegionProvider::builder();
    if let Some(profile) = profile {
        of_profile = of_profile.profile_name(profile);
    }
    RegionProviderChain::first_try(of_profile.build())
        .or_else(Region::from_static(ANY_REGION))
        .region()
        .await
        .unwrap_or_else(|| Region::from_static(ANY_REGION))
}

/// The credentials, taken once: a helper program or a sign-on service is asked no more often than that. A profile
/// that was asked for goes before the environment, as with the AWS CLI.
async fn credentials(
    providing: &ProviderConfig,
    region: &Region,
    profile: Option<&str>,
) -> Result<Credentials, Failure> {
    let found = match profile {
        Some(profile) => {
            let provider = ProfileFileCredentialsProvider::builder()
                .configure(providing)
                .profile_name(profile)
                .build();
            provider.provide_credentials().await
        }
        None => {
            let chain = DefaultCredentialsChain::builder()
                .configure(providing.clone())
                .region(region.clone())
                .build()
                .await;
            chain.provide_credentials().await
        }
    };
    found.map_err(|error| failure::of_credentials(&error, profile))
}

/// Makes sure that a file ends, as the SDK reads it whole. One that isn't there is the SDK's to tell.
fn has_end(file: &Path) -> std::io::Result<()> {
    let Ok(metadata) = std::fs::metadata(file) else {
        return Ok(());
    };
    #[cfg(unix)]
    let is_device = std::os::unix::fs::FileTypeExt::is_char_device(&metadata.file_type());
    #[cfg(not(unix))]
    let is_device = false;
    if is_device {
        // Not /dev/null, which is a way to say that there is none.
        bounded::up_to(File::open(file)?, LARGEST_FILE)?;
    } else if metadata.len() > LARGEST_FILE {
        return Err(std::io::Error::other(format!(
            "it has more than {LARGEST_FILE} bytes"
        )));
    }
    Ok(())
}

/// A client that goes through the proxy that the environment names, and trusts what the system trusts and what
/// AWS_CA_BUNDLE adds (AWS SDKs and Tools Reference Guide, "General configuration settings").
fn http_client() -> Result<SharedHttpClient, Failure> {
    let mut trusted = TrustStore::default();
    if let Some(bundle) = std::env::var_os("AWS_CA_BUNDLE").filter(|bundle| !bundle.is_empty()) {
        let read = File::open(&bundle).and_then(|file| bounded::up_to(file, LARGEST_FILE));
        let read = read.and_then(|pem| {
            let text = String::from_utf8_lossy(&pem);
            if text.contains("-----BEGIN CERTIFICATE-----") {
                Ok(pem)
            } else {
                Err(std::io::Error::other("it holds no certificate in PEM form"))
            }
        });
        let pem = read.map_err(|error| failure::file("AWS_CA_BUNDLE", &bundle, &error))?;
        trusted = trusted.with_pem_certificate(pem);
    }
    let tls = TlsContext::builder()
        .with_trust_store(trusted)
        .build()
        .map_err(|error| failure::machine(&std::io::Error::other(error)))?;
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(CONNECT)
        .read_timeout(ATTEMPT)
        .build();
    let connector = SharedHttpConnector::new(
        Connector::builder()
            .connector_settings(settings)
            .sleep_impl(TokioSleep::new())
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(tls)
            .build(),
    );
    let connector = SharedHttpConnector::new(Bounded(connector));
    Ok(http_client_fn(move |_, _| connector.clone()))
}
