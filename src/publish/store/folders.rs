//! Makes the folders of a web server one after the other, since servers refuse two who make the
//! same one.

use async_trait::async_trait;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService,
};
use reqwest::StatusCode;
use tokio::sync::Mutex;

/// Connects as another one does, and makes folders one after the other.
#[derive(Debug)]
pub struct FoldersInTurn<C>(pub C);

impl<C: HttpConnector> HttpConnector for FoldersInTurn<C> {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Client {
            client: self.0.connect(options)?,
            turn: Mutex::default(),
        }))
    }
}

#[derive(Debug)]
struct Client {
    client: HttpClient,
    /// Who makes a folder.
    turn: Mutex<()>,
}

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if request.method().as_str() != "MKCOL" {
            return self.client.execute(request).await;
        }
        let turn = self.turn.lock().await;
        let mut answer = self.client.execute(request).await?;
        drop(turn);
        // Another file of ours has needed the folder first.
        if answer.status() == StatusCode::METHOD_NOT_ALLOWED {
            *answer.status_mut() = StatusCode::CREATED;
        }
        Ok(answer)
    }
}
