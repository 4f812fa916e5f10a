//! Where a site is published to, as the command line names it.

use std::path::PathBuf;

/// Where a site is published to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A folder of this computer, or of a share.
    Folder(PathBuf),
    /// An object store, by its address.
    Store(String),
}

impl Target {
    /// An address has a scheme; everything else is a folder.
    pub fn parse(text: &str) -> Self {
        match text.split_once("://") {
            Some(("file", path)) => Self::Folder(path.into()),
            Some(_) => Self::Store(text.to_owned()),
            None => Self::Folder(text.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme() {
        let store = Target::Store("s3://bucket/prefix".to_owned());
        assert_eq!(Target::parse("s3://bucket/prefix"), store);
        assert_eq!(
            Target::parse("file:///srv/x"),
            Target::Folder("/srv/x".into())
        );
        assert_eq!(Target::parse("C:\\site"), Target::Folder("C:\\site".into()));
    }
}
