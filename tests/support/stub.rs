//! A small HTTP server of the test's own, for what moto can't show: pages, throttling, slow and strange answers.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::aws::ACCOUNT;

/// What it answers.
pub struct Answer {
    status: u16,
    body: String,
    delay: Duration,
}

impl Answer {
    pub fn ok(body: String) -> Answer {
        Answer {
            status: 200,
            body,
            delay: Duration::ZERO,
        }
    }

    /// An error as IAM words it.
    pub fn error(status: u16, code: &str, message: &str) -> Answer {
        Answer {
            status,
            body: format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
            ),
            delay: Duration::ZERO,
        }
    }

    pub fn after(self, delay: Duration) -> Answer {
        Answer { delay, ..self }
    }

    /// What GetCallerIdentity says of a user.
    pub fn identity() -> Answer {
        Answer::ok(format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/ops/me</Arn><UserId>AIDA</UserId><Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        ))
    }

    /// A page of ListMFADevices with virtual devices of these names, and the marker of the next.
    pub fn devices(user: &str, names: &[&str], marker: Option<&str>) -> Answer {
        let members: String = names
            .iter()
            .map(|name| {
                format!(
                    "<member><UserName>{user}</UserName><SerialNumber>arn:aws:iam::{ACCOUNT}:mfa/{name}</SerialNumber><EnableDate>2024-01-01T00:00:00Z</EnableDate></member>"
                )
            })
            .collect();
        Answer::ok(format!(
            "<ListMFADevicesResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListMFADevicesResult>{}<MFADevices>{members}</MFADevices></ListMFADevicesResult></ListMFADevicesResponse>",
            next(marker)
        ))
    }

    /// A page of ListUsers.
    pub fn users(names: &[&str], marker: Option<&str>) -> Answer {
        let members: String = names
            .iter()
            .map(|name| {
                format!(
                    "<member><Path>/</Path><UserName>{name}</UserName><UserId>AIDA</UserId><Arn>arn:aws:iam::{ACCOUNT}:user/{name}</Arn><CreateDate>2024-01-01T00:00:00Z</CreateDate></member>"
                )
            })
            .collect();
        Answer::ok(format!(
            "<ListUsersResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListUsersResult>{}<Users>{members}</Users></ListUsersResult></ListUsersResponse>",
            next(marker)
        ))
    }
}

pub fn next(marker: Option<&str>) -> String {
    match marker {
        None => "<IsTruncated>false</IsTruncated>".to_owned(),
        Some(marker) => {
            format!("<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>")
        }
    }
}

type Requests = Arc<Mutex<Vec<BTreeMap<String, String>>>>;

/// A running server. Its threads end with the test's process.
pub struct Stub {
    endpoint: String,
    requests: Requests,
    most: Arc<AtomicUsize>,
}

impl Stub {
    /// Starts one that answers each request, given as its form, by a function.
    pub fn start(
        answer: impl Fn(&BTreeMap<String, String>) -> Answer + Send + Sync + 'static,
    ) -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stub = Stub {
            endpoint: format!("http://{}", listener.local_addr().unwrap()),
            requests: Arc::default(),
            most: Arc::default(),
        };
        let answer = Arc::new(answer);
        let (requests, most) = (Arc::clone(&stub.requests), Arc::clone(&stub.most));
        let now = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, requests) = (Arc::clone(&answer), Arc::clone(&requests));
                let (most, now) = (Arc::clone(&most), Arc::clone(&now));
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    while let Some(form) = read(&mut stream) {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        requests.lock().unwrap().push(form.clone());
                        let answer = answer(&form);
                        std::thread::sleep(answer.delay);
                        now.fetch_sub(1, Ordering::SeqCst);
                        let head = format!(
                            "HTTP/1.1 {} X\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
                            answer.status,
                            answer.body.len()
                        );
                        if stream.write_all((head + &answer.body).as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        stub
    }

    /// Where it listens.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The requests that it got so far for an action.
    pub fn requests(&self, action: &str) -> Vec<BTreeMap<String, String>> {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .filter(|form| form["Action"] == action)
            .cloned()
            .collect()
    }

    /// How many requests were under way at once, at most.
    pub fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// Reads a request's form; none at the end of the connection.
fn read(stream: &mut TcpStream) -> Option<BTreeMap<String, String>> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(super::form(&String::from_utf8(body).ok()?))
}
