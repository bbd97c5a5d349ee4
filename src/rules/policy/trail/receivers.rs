//! What a policy is added to or given to, by the names that a trail meets: a construct, a client of one of AWS's services.

use super::{MOST_MENTIONS, SaidAt, Trail, Trails};
use crate::iam::holder::{self, Holder};
use crate::iam::service::{self, Given};
use crate::rules::policy::attachment::client;
use crate::rules::policy::members;
use crate::syntax::{Document, NodeId, Role};

/// How many nodes around a name tell from where it is imported.
const NEAR: usize = 6;

impl Trails<'_> {
    /// Takes note of what a policy is added to.
    pub fn receive(&mut self, receiver: &str, call: NodeId, trail: &mut Trail) {
        let holder = holder::of_receiver(receiver).or_else(|| self.made(receiver));
        let line = self.line(call);
        match holder {
            Some(Holder::User) => trail.is_users = true,
            Some(other) => {
                trail.other.get_or_insert((other, SaidAt::Line(line)));
            }
            None => {
                trail
                    .unknown
                    .get_or_insert_with(|| (receiver.to_owned(), line));
            }
        }
    }

    /// Takes note of an operation that a policy is given to, where its service is known.
    pub fn call(&mut self, by: &str, operation: &str, call: NodeId, trail: &mut Trail) {
        let service = self
            .made_by(by, client::service)
            .or_else(|| self.imported_from(operation))
            .or_else(|| service::is_named_in(by, operation).then(|| by.to_owned()));
        let line = self.line(call);
        match service.and_then(|service| service::given(&service, operation)) {
            Some(Given::To(holder)) => {
                trail.other.get_or_insert((holder, SaidAt::Line(line)));
            }
            Some(Given::Elsewhere(operation)) => {
                trail.elsewhere.get_or_insert((operation, line));
            }
            None => {}
        }
    }

    /// The service whose package a command of it is imported from: `import { CreatePolicyCommand } from "@aws-sdk/client-iot"`.
    fn imported_from(&mut self, command: &str) -> Option<String> {
        const LONGEST: usize = 4096;
        client::sent(command)?;
        let document = self.document;
        let mentions = self.mentions().of_word(command);
        let mut around = mentions
            .iter()
            .take(MOST_MENTIONS)
            .flat_map(|id| document.ancestors(*id).take(NEAR))
            .map(|around| document.spelling(around))
            .filter(|spelling| spelling.len() <= LONGEST)
            .filter(|spelling| {
                ["import", "const", "let", "var", "{"]
                    .iter()
                    .any(|it| spelling.starts_with(it))
            });
        around.find_map(client::of_package).map(str::to_owned)
    }

    /// What a variable is made as: `new iam.Role(…)`.
    fn made(&mut self, variable: &str) -> Option<Holder> {
        self.made_by(variable, |document, call| {
            holder::of_type(members::callee(document, call))
        })
    }

    /// What the calls tell that a variable's value is made by.
    fn made_by<T>(
        &mut self,
        variable: &str,
        tells: impl Fn(&Document, NodeId) -> Option<T>,
    ) -> Option<T> {
        let document = self.document;
        let mentions = self.mentions().of_word(variable);
        mentions.iter().take(MOST_MENTIONS).find_map(|id| {
            let assignment = document
                .ancestors(*id)
                .take(3)
                .find(|around| document.node(*around).role == Role::Assignment)?;
            let value = document.value(assignment)?;
            if document.is_within(*id, value) {
                return None;
            }
            let call = std::iter::once(value)
                .chain(document.descendants(value).take(8))
                .find(|node| document.node(*node).role == Role::Call)?;
            // `Group.Builder.create(…).build()`.
            members::chain(document, call).find_map(|call| tells(document, call))
        })
    }
}
