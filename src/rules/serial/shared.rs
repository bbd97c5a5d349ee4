//! The variables of a script that another one has, too, which reads its file into itself.

use super::other_use;
use super::site::Site;
use super::variables::Variables;
use crate::syntax::Document;

/// The variables through which a site's calls have it, where others may have them: those of the file itself that are local to
/// no function.
pub fn names(document: &Document, variables: &Variables, site: &Site) -> Vec<String> {
    let layer = document.layer_of(site.node);
    let is_own = layer.host.is_none() && layer.language.shares_variables;
    let is_local = || other_use::function_of_local(document, variables, site).is_some();
    match is_own && !site.names.is_empty() && !is_local() {
        true => site.names.clone(),
        false => Vec::new(),
    }
}
