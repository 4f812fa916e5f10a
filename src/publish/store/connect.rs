//! From an address to a store that can be asked.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, HeaderMap, HeaderValue, ObjectStore, ObjectStoreScheme,
    RetryConfig,
};
use url::Url;

use super::count::{Counted, Traffic};
use super::fault::{Fault, fault};
use super::folders::FoldersInTurn;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::search::files::base64;
use crate::span::Place;

/// A request is tried again for so long, with longer and longer pauses.
const PATIENCE: Duration = Duration::from_secs(45);

/// A store that can be asked.
pub struct Connection {
    /// The store.
    pub store: Arc<dyn ObjectStore>,
    /// The folder in it that is the site.
    pub prefix: Path,
    /// Whether it is a folder of a web server.
    pub is_webdav: bool,
    /// What goes over the network.
    pub traffic: Arc<Traffic>,
}

/// Connects to the store at an address. Credentials come from the environment or from where
/// the platform keeps them, never from the address.
pub fn connect(address: &str) -> Result<Connection, Fault> {
    let refused = |message: String, help: &str| {
        // An address with a password in it is not repeated.
        let shown = address.rsplit('@').next().unwrap_or(address);
        Box::new(Diagnostic::new(Code::E032, Place::file(shown), message).help(help))
    };
    let unknown = |why: &dyn std::fmt::Display| {
        refused(
            format!("this is no address of a store: {why}"),
            "write s3://bucket/folder, az://container/folder, gs://bucket/folder, or the http address of a WebDAV folder",
        )
    };
    let url = Url::parse(address).map_err(|error| unknown(&error))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(
            "an address must not hold a name or a password".to_owned(),
            "put credentials into the environment: addresses end up in histories and logs",
        ));
    }
    let (scheme, path) =
        ObjectStoreScheme::parse(&url).map_err(|error| unknown(&error))?;
    let is_webdav = scheme == ObjectStoreScheme::Http;
    let mut url = url;
    if is_webdav {
        // It lists paths from the top of the server, whatever folder is its root.
        url.set_path("/");
    }
    let traffic = Arc::new(Traffic::default());
    let store = store(scheme, &url, Counted(traffic.clone()));
    let store = store.ok_or_else(|| unknown(&url.scheme()))?;
    Ok(Connection {
        store: store.map_err(|error| fault(address, &error))?,
        prefix: path,
        is_webdav,
        traffic,
    })
}

fn store(
    scheme: ObjectStoreScheme,
    url: &Url,
    counted: Counted,
) -> Option<object_store::Result<Arc<dyn ObjectStore>>> {
    // Whoever may install a second one first wins, and it is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let retry = RetryConfig {
        backoff: BackoffConfig::default(),
        max_retries: 5,
        retry_timeout: PATIENCE,
    };
    macro_rules! build {
        ($builder:expr, $connector:expr) => {
            $builder
                .with_url(url.as_str())
                .with_retry(retry)
                .with_http_connector($connector)
                .build()
                .map(|store| Arc::new(store) as Arc<dyn ObjectStore>)
        };
    }
    Some(match scheme {
        ObjectStoreScheme::AmazonS3 => build!(AmazonS3Builder::from_env(), counted),
        ObjectStoreScheme::MicrosoftAzure => {
            build!(MicrosoftAzureBuilder::from_env(), counted)
        }
        ObjectStoreScheme::GoogleCloudStorage => {
            build!(GoogleCloudStorageBuilder::from_env(), counted)
        }
        ObjectStoreScheme::Http => {
            let options = ClientOptions::new()
                .with_allow_http(url.scheme() == "http")
                .with_default_headers(webdav_headers());
            let builder = HttpBuilder::new().with_client_options(options);
            build!(builder, FoldersInTurn(counted))
        }
        _ => return None,
    })
}

/// Name and password for a WebDAV folder, where the environment holds them.
fn webdav_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    let user = env::var("TANDEM_WEBDAV_USER").unwrap_or_default();
    if !user.is_empty() {
        let password = env::var("TANDEM_WEBDAV_PASSWORD").unwrap_or_default();
        let both = base64(format!("{user}:{password}").as_bytes());
        if let Ok(mut value) = HeaderValue::from_str(&format!("Basic {both}")) {
            // It is not shown where headers are.
            value.set_sensitive(true);
            headers.insert("authorization", value);
        }
    }
    headers
}
