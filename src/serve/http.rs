//! Sockets and connections, with limits on everything that a client can hold on to.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener as PlainListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::answer::{Desk, answer};
use super::{Fault, Limits, Settings};

/// Ports to try when any will do and one of its two addresses turns out to be taken.
const ATTEMPTS: usize = 20;
/// When the system has no more handles, one gets free within moments.
const BREATH: Duration = Duration::from_millis(50);

/// Sockets that nobody is accepted at yet.
pub struct Listeners {
    /// The address of the first.
    pub address: SocketAddr,
    sockets: Vec<PlainListener>,
}

impl Listeners {
    /// Takes the port, on both protocols where only this computer is meant.
    pub fn bind(settings: &Settings) -> Result<Self, Fault> {
        let mut attempts = if settings.port == 0 { ATTEMPTS } else { 1 };
        loop {
            attempts -= 1;
            match Self::bind_once(settings) {
                Err(Fault::PortTaken(_)) if attempts > 0 => {}
                result => return result,
            }
        }
    }

    fn bind_once(settings: &Settings) -> Result<Self, Fault> {
        let first = bind(SocketAddr::new(settings.interface, settings.port))?;
        let wanted = SocketAddr::new(settings.interface, settings.port);
        let address = first
            .local_addr()
            .map_err(|error| Fault::NotBound(wanted, error))?;
        let mut sockets = vec![first];
        if settings.interface == IpAddr::V4(Ipv4Addr::LOCALHOST) {
            let second = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), address.port());
            match bind(second) {
                Ok(socket) => sockets.push(socket),
                // `localhost` may lead there: it would show the other program's pages.
                Err(Fault::PortTaken(taken)) => return Err(Fault::PortTaken(taken)),
                // This computer has no IPv6, which is fine.
                Err(_) => {}
            }
        }
        Ok(Self { address, sockets })
    }
}

fn bind(address: SocketAddr) -> Result<PlainListener, Fault> {
    PlainListener::bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Fault::PortTaken(address),
        _ => Fault::NotBound(address, error),
    })
}

/// The threads that answer.
pub fn runtime() -> io::Result<Runtime> {
    // Two carry any number of browsers; pages are rendered on threads of their own.
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .thread_name("serve")
        .build()
}

/// What every connection needs.
struct Host {
    desk: Arc<Desk>,
    limits: Limits,
    seats: Arc<Semaphore>,
}

/// Accepts connections at all sockets from now on; must be called inside a runtime.
pub fn listen(listeners: Listeners, desk: Desk, limits: Limits) -> io::Result<()> {
    let seats = Arc::new(Semaphore::new(limits.connections));
    let host = Arc::new(Host {
        desk: Arc::new(desk),
        limits,
        seats,
    });
    for socket in listeners.sockets {
        socket.set_nonblocking(true)?;
        tokio::spawn(accept(TcpListener::from_std(socket)?, host.clone()));
    }
    Ok(())
}

async fn accept(listener: TcpListener, host: Arc<Host>) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        // Whoever comes to a full house waits; the next ones wait in the system's queue.
        let Ok(seat) = host.seats.clone().acquire_owned().await else {
            return;
        };
        tokio::spawn(serve(stream, peer.ip(), host.clone(), seat));
    }
}

async fn serve(
    stream: TcpStream,
    peer: IpAddr,
    host: Arc<Host>,
    seat: OwnedSemaphorePermit,
) {
    // Answers are small and somebody waits for them; a socket without the option works too.
    let _ = stream.set_nodelay(true);
    let limits = host.limits;
    let service = service_fn(move |request| {
        let host = host.clone();
        async move { Ok::<_, Infallible>(answer(&host.desk, peer, request).await) }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(limits.header_bytes);
    // Clients that leave or speak no HTTP are their own affair.
    let _ = builder
        .serve_connection(TokioIo::new(stream), service)
        .await;
    drop(seat);
}
