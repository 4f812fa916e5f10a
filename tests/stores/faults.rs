//! Keys that are wrong, buckets that are not there, hosts out of reach, clocks in the past.

use std::process::Command;

use super::bucket::{Bucket, KEY};
use super::hosted::{Hosted, Outcome};
use super::server::free_port;
use super::wire::{Break, Extent, NO_SUCH_BUCKET, SLOW_DOWN, Wire};

/// A bucket with a release, and what its readers get.
fn published() -> Option<(Bucket, Hosted)> {
    let bucket = Bucket::start()?;
    let hosted = Hosted::new();
    bucket.publish(&hosted, &[]).succeeds();
    hosted.says("Other words.");
    Some((bucket, hosted))
}

/// Holds a fault to one message that tells no secrets, and to the old release.
fn fault(bucket: &Bucket, command: Command, code: &str, part: &str, secrets: &[&str]) {
    let outcome = Outcome::of(command).fails(2, code, part);
    for secret in secrets.iter().chain([&KEY.0, &KEY.1]) {
        assert!(
            !outcome.text.contains(secret),
            "{secret} in\n{}",
            outcome.text
        );
    }
    assert!(bucket.home().contains("The first words."));
}

#[test]
fn wrong_keys_are_one_message_and_are_never_shown() {
    let Some((bucket, hosted)) = published() else {
        return;
    };
    let secret = "awrongsecretofthetests";
    let mut command = bucket.command(&hosted, bucket.port(), &["--verbose"]);
    command.env("AWS_SECRET_ACCESS_KEY", secret);
    fault(
        &bucket,
        command,
        "E035",
        "does not let these credentials in",
        &[secret],
    );
    let key = "AWRONGKEYOFTHETESTS";
    let mut command = bucket.command(&hosted, bucket.port(), &["--format", "human"]);
    command.env("AWS_ACCESS_KEY_ID", key);
    fault(
        &bucket,
        command,
        "E035",
        "does not let these credentials in",
        &[key],
    );
}

#[test]
fn a_password_in_an_address_is_refused_and_not_repeated() {
    let hosted = Hosted::new();
    let address = "https://user:hunter2@handbook.example/dav";
    let outcome = Outcome::of(hosted.command(address, &[]));
    let outcome = outcome.fails(2, "E032", "must not hold a name or a password");
    assert!(!outcome.text.contains("hunter2"), "{}", outcome.text);
}

#[test]
fn a_bucket_that_is_not_there_is_one_message() {
    let Some((bucket, hosted)) = published() else {
        return;
    };
    let says = (Break::Says(NO_SUCH_BUCKET), Extent::FromThere);
    let wire = Wire::to(bucket.port(), 1, says);
    let command = bucket.command(&hosted, wire.port, &[]);
    fault(&bucket, command, "E036", "there is no such bucket", &[]);
}

#[test]
fn a_host_out_of_reach_is_one_message() {
    let Some((bucket, hosted)) = published() else {
        return;
    };
    let port = free_port();
    let command = bucket.command(&hosted, port, &[]);
    fault(&bucket, command, "E034", "cannot be reached", &[]);
    let mut command = bucket.command(&hosted, port, &[]);
    command.env("AWS_ENDPOINT", "http://no-such-host.invalid");
    fault(&bucket, command, "E034", "cannot be reached", &[]);
}

#[test]
fn a_clock_in_the_past_is_one_message() {
    let Some((bucket, hosted)) = published() else {
        return;
    };
    let plain = bucket.command(&hosted, bucket.port(), &[]);
    let mut command = Command::new("faketime");
    command
        .arg("2019-11-20 12:00:00")
        .arg(plain.get_program())
        .args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if Command::new("faketime").arg("--version").output().is_err() {
        return eprintln!("not tried: faketime is not installed");
    }
    fault(
        &bucket,
        command,
        "E035",
        "the clock of this computer is wrong",
        &[],
    );
}

#[test]
fn a_store_that_stays_busy_is_one_message() {
    let Some((bucket, hosted)) = published() else {
        return;
    };
    let wire = Wire::to(
        bucket.port(),
        3,
        (Break::Says(SLOW_DOWN), Extent::FromThere),
    );
    let command = bucket.command(&hosted, wire.port, &[]);
    fault(&bucket, command, "E034", "(SlowDown)", &[]);
}
