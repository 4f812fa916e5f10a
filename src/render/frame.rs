//! What all pages of one build share.

use std::sync::Arc;

use tera::Value;

use super::templates::Templates;
use crate::digest::Digest;
use crate::input::settings::HtmlPolicy;

/// What all pages of one build share.
pub struct Frame {
    /// The templates.
    pub templates: Arc<Templates>,
    /// `site`, ready for templates.
    pub site: Value,
    /// The fingerprint of templates and site.
    pub digest: Digest,
    /// What happens to raw HTML.
    pub html: HtmlPolicy,
}
