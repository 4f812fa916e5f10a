//! Two who publish at the same time.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::bucket::Bucket;
use super::hosted::Hosted;
use super::wire::Wire;

/// What a command printed that was started before.
fn ended(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("it ends");
    let (out, err) = (output.stdout, output.stderr);
    let text = [out, err].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.code(), text.concat())
}

fn start(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

#[test]
fn of_two_at_the_same_time_one_publishes_after_the_other_or_is_told_to_wait() {
    let (Some(bucket), Some(apart)) = (Bucket::start(), Bucket::start()) else {
        return;
    };
    let (one, two) = (Hosted::new(), Hosted::new());
    // This server looks at a condition and then writes; over a wire it is one step, as in a store.
    let wire = Wire::whole(bucket.port());
    for round in 0..3 {
        let sites = [&one, &two].map(|hosted| {
            hosted.says(&format!("Round {round} of {:?}.", hosted.root()));
            apart.publish(hosted, &["--keep", "0"]).succeeds();
            apart.site()
        });
        let both = [&one, &two].map(|hosted| {
            let mut command = bucket.command(hosted, wire.port, &["--keep", "0"]);
            command.env("TANDEM_PUBLISH_WATCH", "3");
            start(command)
        });
        let outcomes = both.map(ended);
        let done = outcomes.iter().filter(|(status, _)| *status == Some(0));
        assert!(done.count() > 0, "{outcomes:?}");
        for (status, text) in &outcomes {
            let is_told = text.contains("error[E032]")
                && text.contains("somebody else")
                && text.matches("error[").count() == 1;
            assert!(*status == Some(0) || is_told, "{text}");
        }
        let shown = bucket.site();
        assert!(sites.contains(&shown), "a mixture: {outcomes:?}");
    }
}

#[test]
fn who_publishes_is_waited_for_and_a_mark_that_nobody_keeps_is_taken_over() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    bucket.publish(&hosted, &[]).succeeds();
    let mark = bucket.folder().join(".tandem/lock");
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for beat in 0.. {
                let next = mark.with_extension("next");
                fs::write(&next, format!("another {beat}\n")).expect("it can be written");
                fs::rename(&next, &mark).expect("it can be replaced");
                std::thread::sleep(Duration::from_millis(30));
                if ends.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        while !mark.exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let refused = bucket.publish(&hosted, &[]);
        ends.store(true, Ordering::Relaxed);
        refused.fails(2, "E032", "somebody else is publishing here");
    });
    assert!(mark.exists());
    bucket.publish(&hosted, &[]).succeeds();
    assert!(!mark.exists());
}

#[test]
fn who_slept_while_another_published_is_told_so_and_what_it_touched_is_put_right() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let (sleeper, other) = (Hosted::new(), Hosted::new());
    bucket.publish(&other, &[]).succeeds();
    sleeper.says("What the sleeper says.");
    other.says("What the other says.");
    let wire = Wire::whole(bucket.port());
    let child = start(bucket.command(&sleeper, wire.port, &[]));
    let signal = |name: &str| {
        let status = Command::new("kill")
            .args([name, &child.id().to_string()])
            .status();
        assert!(status.is_ok_and(|status| status.success()), "kill {name}");
    };
    let has_sent =
        |request: &String| request.starts_with("PUT") && request.contains("/blobs/");
    while !wire.requests().iter().any(has_sent) {
        std::thread::sleep(Duration::from_millis(1));
    }
    signal("-STOP");
    wire.rest();
    bucket.publish(&other, &[]).succeeds();
    signal("-CONT");
    let (status, text) = ended(child);
    let is_told = text.contains("error[E032]") && text.contains("somebody else");
    assert!(status == Some(2) && is_told, "{status:?} {text}");
    bucket.publish(&other, &["--keep", "0"]).succeeds();
    let Some(apart) = Bucket::start() else {
        return;
    };
    apart.publish(&other, &[]).succeeds();
    assert_eq!(bucket.site(), apart.site());
}
