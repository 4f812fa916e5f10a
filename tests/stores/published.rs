//! Publishing to a bucket.

use std::collections::BTreeMap;

use serde_json::Value;

use super::bucket::{ADDRESS, Bucket};
use super::hosted::{Hosted, Outcome, files};
use super::wire::Wire;

fn number(summary: &Value, name: &str) -> u64 {
    summary[name].as_u64().expect("a number")
}

/// What readers are answered beside the bytes: type, caching, packing.
fn headers(bucket: &Bucket) -> BTreeMap<String, [String; 3]> {
    let door = bucket.door();
    let site = bucket.site().into_iter();
    let told = site.map(|(path, bytes)| {
        let answer = door.get(&path);
        assert_eq!((answer.status, answer.body), (200, bytes), "{path}");
        let names = ["content-type", "cache-control", "content-encoding"];
        let values =
            names.map(|name| answer.headers.get(name).cloned().unwrap_or_default());
        (path, values)
    });
    told.collect()
}

#[test]
fn a_bucket_holds_the_bytes_of_a_build_with_types_and_caching() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    bucket.publish(&hosted, &[]).succeeds();
    hosted.publish(&[]).succeeds();
    assert_eq!(bucket.site(), hosted.site(), "what a folder would hold");
    let told = headers(&bucket);
    for (path, [kind, caching, packing]) in &told {
        assert_eq!(kind, tandem::media::type_of(path), "{path}");
        let is_asked_for = caching == "no-cache";
        let is_for_good = caching == "max-age=31536000, immutable";
        assert!(is_asked_for || is_for_good, "{path}: {caching}");
        assert_eq!(packing, "", "{path}");
        if path.ends_with(".html") || path.ends_with(".json") {
            assert!(is_asked_for, "{path}: {caching}");
        }
        if path.starts_with("assets/") && path.ends_with(".css") {
            assert!(is_for_good, "{path}: {caching}");
        }
    }
    assert!(told.keys().any(|path| path.ends_with(".css")), "{told:?}");
}

#[test]
fn smaller_copies_which_no_store_would_choose_stay_away() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    let plain = bucket.summary(&hosted, &[]);
    let site = bucket.site();
    hosted.write("handbook.yml", "title: Two desks\nprecompress: true\n");
    let foreseen = bucket.summary(&hosted, &["--dry-run"]);
    let packed = bucket.summary(&hosted, &[]);
    assert_eq!(bucket.site(), site);
    assert_eq!(packed["release"], plain["release"], "the same site");
    assert_eq!(foreseen["release"], plain["release"]);
}

#[test]
fn an_edit_sends_what_it_changed_and_nothing_else() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    let first = bucket.summary(&hosted, &[]);
    hosted.says("Other words.");
    let foreseen = bucket.summary(&hosted, &["--dry-run"]);
    let second = bucket.summary(&hosted, &[]);
    for field in ["release", "sent", "bytes"] {
        assert_eq!(foreseen[field], second[field], "{field}");
    }
    assert!(
        number(&second, "sent") < number(&first, "sent") / 4,
        "{second}"
    );
    assert!(
        number(&second, "bytes") < number(&first, "bytes") / 4,
        "{second}"
    );
    assert!(
        number(&second, "requests") < number(&first, "requests") / 2,
        "{second}"
    );
    let again = bucket.summary(&hosted, &[]);
    assert_eq!(
        (number(&again, "sent"), &again["was_live"]),
        (0, &true.into())
    );
    assert!(number(&again, "requests") < 12, "{again}");
    assert!(bucket.home().contains("Other words."));
}

#[test]
fn a_dry_run_and_a_list_change_nothing_and_send_nothing() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    bucket.publish(&hosted, &[]).succeeds();
    hosted.says("Other words.");
    let before = files(bucket.root());
    for arguments in [["--dry-run"], ["--list"]] {
        let wire = Wire::whole(bucket.port());
        Outcome::of(bucket.command(&hosted, wire.port, &arguments)).succeeds();
        let requests = wire.requests();
        assert!(!requests.is_empty());
        let changing = requests.iter().find(|line| !line.starts_with("GET "));
        assert_eq!(changing, None);
    }
    assert_eq!(files(bucket.root()), before);
}

#[test]
fn going_back_sends_nothing_but_copies() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    bucket.publish(&hosted, &[]).succeeds();
    let first = bucket.site();
    hosted.says("A bad idea.");
    bucket.publish(&hosted, &[]).succeeds();
    let back = bucket.summary(&hosted, &["--rollback"]);
    assert_eq!(back["sent"], 0);
    let shown = bucket.site();
    for (path, bytes) in &first {
        assert_eq!(shown.get(path), Some(bytes), "{path}");
    }
    let told = headers(&bucket);
    assert_eq!(
        told["index.html"],
        ["text/html; charset=utf-8", "no-cache", ""]
    );
    let list = bucket.publish(&hosted, &["--list"]).succeeds().text;
    let live = list.lines().find(|line| line.contains("yes"));
    let short = bucket.live()[..8].to_owned();
    assert!(live.is_some_and(|line| line.starts_with(&short)), "{list}");
    bucket
        .publish(&hosted, &["--rollback"])
        .fails(2, "E037", "no release before");
    bucket.publish(&hosted, &[]).succeeds();
    assert!(bucket.home().contains("A bad idea."));
}

#[test]
fn so_many_old_releases_stay_with_their_bytes() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    for day in ["one", "two", "three", "four"] {
        hosted.says(day);
        bucket.publish(&hosted, &["--keep", "1"]).succeeds();
    }
    let own = bucket.folder().join(".tandem");
    assert_eq!(files(&own.join("releases")).len(), 2);
    let before = files(&own.join("blobs")).len();
    bucket.publish(&hosted, &["--keep", "0"]).succeeds();
    let after = files(&own.join("blobs")).len();
    assert!(after < before, "{after} of {before}");
    let fresh = Bucket::start().expect("it started before");
    fresh.publish(&hosted, &[]).succeeds();
    assert_eq!(bucket.site(), fresh.site(), "nothing of the others is left");
    assert!(!own.join("lock").exists());
}

#[test]
fn what_somebody_else_changed_is_put_right_and_what_they_own_stays() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    bucket.publish(&hosted, &[]).succeeds();
    let site = bucket.site();
    bucket.put("index.html", "scribbled");
    bucket.put("mine.html", "mine");
    bucket.publish(&hosted, &[]).succeeds();
    assert_eq!(bucket.site()["index.html"], site["index.html"]);
    hosted.write("content/mine.md", "# Mine\n");
    bucket
        .publish(&hosted, &[])
        .fails(2, "E032", "mine.html is there already");
    assert_eq!(bucket.site()["mine.html"], b"mine");
    assert_eq!(bucket.site()["index.html"], site["index.html"]);
}

#[test]
fn a_folder_with_files_of_others_is_refused() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    bucket.put("letter.txt", "dear");
    bucket
        .publish(&hosted, &[])
        .fails(2, "E032", "no release brought");
    assert_eq!(bucket.site().len(), 1);
}

#[test]
fn an_edition_never_stands_among_releases_of_another() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    bucket.publish(&hosted, &[]).succeeds();
    let site = bucket.site();
    let refused = bucket.publish(&hosted, &["--audience", "participant"]);
    refused.fails(2, "E032", "releases of the whole handbook are there");
    assert_eq!(bucket.site(), site);
}

#[test]
fn requests_are_counted_as_the_server_sees_them() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    let wire = Wire::whole(bucket.port());
    let mut command = bucket.command(&hosted, wire.port, &["--format", "json"]);
    command.env("TANDEM_PUBLISH_WATCH", "60");
    let summary = Outcome::of(command).succeeds().summary();
    assert_eq!(number(&summary, "requests"), wire.requests().len() as u64);
    assert_eq!(summary["target"], ADDRESS);
}
