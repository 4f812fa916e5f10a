//! What web servers are told: the same rules in four languages, whatever names they hold. That
//! real servers understand them is tested by `tests/browser/hosting.mjs`.

mod common;

use common::{Built, Handbook};
use tandem::hosting::{Copies, Rules, Server};

const ALL: [Server; 4] = [Server::Nginx, Server::Apache, Server::Caddy, Server::Iis];

fn handbook() -> Built {
    Handbook::new()
        .settings("title: \"Ours --> \\\"$x\\\"\\n} evil\"\nproblems: { W110: off, W118: off }\n")
        .file("index.md", "# Home\n\n[Goal](goal.md)\n")
        .file("goal.md", "---\naliases: [/old/, \"/gr\u{fc}n (x).html\"]\n---\n\n# Goal\n")
        .build()
        .ignoring_problems()
}

fn told(
    built: &Built,
    server: Server,
    base: &str,
    folder: &str,
) -> Result<String, String> {
    Rules::new(&built.build.site, base, folder, Copies::Written).for_server(server)
}

#[test]
fn every_server_hears_of_every_header_type_and_old_address() {
    let built = handbook();
    for server in ALL {
        let text = told(&built, server, "/teams/handbook/", "/srv/site");
        let text = text.expect("plain names can be written");
        let lower = text.to_lowercase().replace("&quot;", "\"");
        for (name, value) in tandem::policy::OTHERS {
            assert!(
                lower.contains(name) && lower.contains(value),
                "{server:?}: {name}"
            );
        }
        for policy in [tandem::policy::PAGES, tandem::policy::PDF] {
            assert!(text.contains(policy), "{server:?} lacks {policy}");
        }
        for (kind, endings) in tandem::media::TYPES {
            assert!(text.contains(kind), "{server:?} lacks {kind}");
            for ending in endings {
                assert!(text.contains(ending), "{server:?} lacks .{ending}");
            }
        }
        for part in [
            "max-age=31536000, immutable",
            "no-cache",
            "404.html",
            "goal.html",
        ] {
            assert!(text.contains(part), "{server:?} lacks {part}");
        }
        assert!(
            text.contains("gr\u{fc}n"),
            "{server:?} lacks an old address:\n{text}"
        );
    }
}

#[test]
fn regular_expressions_beside_the_block_of_nginx_do_not_take_its_files() {
    let built = handbook();
    for base in ["/", "/teams/handbook/"] {
        let text = told(&built, Server::Nginx, base, "/srv/site").expect("plain names");
        let block = format!("\nlocation ^~ \"{base}\" {{");
        assert!(text.contains(&block), "{text}");
        assert!(!text.contains("\n    brotli_static"), "it needs a module");
    }
}

#[test]
fn a_title_stays_in_its_comment() {
    let built = handbook();
    for server in ALL {
        let text = told(&built, server, "/", "/srv/site").expect("plain names");
        let comments = text.lines().filter(|line| line.contains("evil"));
        let comments: Vec<&str> = comments.collect();
        assert_eq!(comments.len(), 1, "{server:?}");
        assert!(
            comments[0].starts_with(['#', '<']),
            "{server:?}: {}",
            comments[0]
        );
        if let Some(inside) = comments[0].strip_prefix("<!--") {
            let inside = inside.trim_end_matches("-->");
            assert!(!inside.contains("--"), "{server:?}: {}", comments[0]);
        }
    }
}

#[test]
fn quotes_in_a_name_are_written_so_that_they_end_nothing() {
    let built = handbook();
    for (server, expected) in [
        (Server::Nginx, "alias \"/srv/a \\\"b\\\" c's/\";"),
        (Server::Apache, "DocumentRoot \"/srv/a \\\"b\\\" c's\""),
        (Server::Caddy, "root * \"/srv/a \\\"b\\\" c's\""),
    ] {
        let text = told(&built, server, "/", "/srv/a \"b\" c's").expect("it has a way");
        assert!(text.contains(expected), "{server:?}:\n{text}");
    }
}

#[test]
fn what_a_server_cannot_write_is_refused_by_name() {
    let built = handbook();
    for (server, folder) in [
        (Server::Nginx, "/srv/$x"),
        (Server::Apache, "/srv/${HOME}"),
        (Server::Apache, "/srv/%{x}"),
        (Server::Caddy, "/srv/{env.HOME}"),
        (Server::Iis, "/srv/a\nb"),
        (Server::Nginx, "/srv/a\nb"),
    ] {
        let refused = told(&built, server, "/", folder).expect_err("there is no way");
        assert!(refused.contains("choose another folder"), "{refused}");
    }
}
