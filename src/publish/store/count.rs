//! Counts what goes over the network.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use async_trait::async_trait;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService,
    ReqwestConnector,
};

/// What went over the network.
#[derive(Debug, Default)]
pub struct Traffic {
    requests: AtomicUsize,
    sent: AtomicU64,
}

impl Traffic {
    /// Requests, those that were tried again included.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// Bytes of what was sent, without headers.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

/// Connects as usual, and counts.
#[derive(Clone, Debug, Default)]
pub struct Counted(pub Arc<Traffic>);

impl HttpConnector for Counted {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(CountedClient {
            client: ReqwestConnector::default().connect(options)?,
            traffic: self.0.clone(),
        }))
    }
}

#[derive(Debug)]
struct CountedClient {
    client: HttpClient,
    traffic: Arc<Traffic>,
}

#[async_trait]
impl HttpService for CountedClient {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let length = request.body().content_length() as u64;
        self.traffic.requests.fetch_add(1, Ordering::Relaxed);
        self.traffic.sent.fetch_add(length, Ordering::Relaxed);
        self.client.execute(request).await
    }
}
