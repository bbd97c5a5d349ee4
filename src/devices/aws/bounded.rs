//! Answers of a server, whole and with a bound: one that never ends doesn't take all memory, and one that is cut off isn't taken
//! for a list that ends there.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt, Limited};

/// The largest answer (bytes) that is read: 16 MiB. A page of IAM's has some hundred kilobytes at most.
const LARGEST: usize = 16 * 1024 * 1024;

/// A connector that gives only whole answers within the bound.
#[derive(Debug)]
pub struct Bounded(pub SharedHttpConnector);

impl HttpConnector for Bounded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let mut answer = answer.await?;
            let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
            let read = Limited::new(body, LARGEST).collect().await;
            let bytes = read
                .map_err(|error| ConnectorError::other(error, None))?
                .to_bytes();
            if !is_whole(&bytes) {
                let why = "the answer is cut off";
                return Err(ConnectorError::other(why.into(), None));
            }
            *answer.body_mut() = SdkBody::from(bytes);
            Ok(answer)
        })
    }
}

/// Whether a text, if it is XML, ends with the end of what it begins with (Extensible Markup Language 1.0, "2.1 Well-Formed
/// XML Documents").
fn is_whole(text: &[u8]) -> bool {
    let mut rest = text.trim_ascii();
    let is_xml = rest.starts_with(b"<");
    while rest.starts_with(b"<?") {
        let Some(end) = memchr::memmem::find(rest, b"?>") else {
            return false;
        };
        rest = rest[end + 2..].trim_ascii_start();
    }
    let Some(element) = rest.strip_prefix(b"<").filter(|_| is_xml) else {
        return !is_xml;
    };
    let length = element
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
    let Some(name) = length.map(|length| &element[..length]) else {
        return false;
    };
    let end = rest
        .strip_suffix(b">")
        .map(<[u8]>::trim_ascii_end)
        .and_then(|rest| rest.strip_suffix(name));
    match end {
        Some(end) => end.ends_with(b"</"),
        None => rest.ends_with(b"/>") && memchr::memchr(b'>', rest) == Some(rest.len() - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_document_is_whole() {
        let whole = "<?xml version=\"1.0\"?>\n<A x=\"y\"><B>1</B></A>";
        assert!(is_whole(format!("{whole}\n").as_bytes()));
        for length in 1..whole.len() {
            assert!(!is_whole(&whole.as_bytes()[..length]), "{length}");
        }
        for whole in ["", "{\"a\": 1", "<A/>", "<A></A >", "<A><A></A></A>"] {
            assert!(is_whole(whole.as_bytes()), "{whole}");
        }
        assert!(!is_whole(b"<A><B/>"));
    }
}
