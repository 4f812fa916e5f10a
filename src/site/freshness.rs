//! How fresh pages are, and who keeps them.

use super::LinkJob;
use super::book::Book;
use super::computed::{FreshView, HealthPage, HealthView, OwnerLoad};
use super::people::Position;
use super::views::{DateView, LinkView};
use crate::date::Date;
use crate::input::Settings;
use crate::input::kinds::Kinds;
use crate::page::Facts;
use crate::page::parts::Evidence;
use crate::paths::{OutputPath, percent_encode};

/// Pages in the health table; the rest is in the data file.
const MOST_PAGES: usize = 100;
/// Pages listed below one owner.
const MOST_OWNED: usize = 100;
/// Days until a page that hardly changes is due again.
const EVERGREEN: i64 = 365;

/// The day on which a page has to be looked at again.
pub fn next_review(settings: &Settings, kinds: &Kinds, facts: &Facts) -> Option<Date> {
    let of_kind = || match facts.evergreen {
        true => Some(EVERGREEN),
        false => settings
            .review_days_of
            .get(&facts.kind)
            .copied()
            .or_else(|| kinds.get(&facts.kind)?.review_days),
    };
    let days = facts.review_days.or_else(of_kind);
    let days = days.unwrap_or(settings.review_days);
    Some(Date::from_days(facts.reviewed?.days() + days))
}

/// How fresh a page is: due from `warn_days` before its next review, overdue after it.
pub fn fresh_view(job: &LinkJob, facts: &Facts) -> FreshView {
    let (settings, today) = (&job.settings, job.request.today);
    let next = next_review(settings, &job.kinds, facts);
    let (Some(reviewed), Some(next)) = (facts.reviewed, next) else {
        return FreshView {
            state: "unknown",
            ..FreshView::default()
        };
    };
    let days = next.days() - today.days();
    FreshView {
        state: match days {
            ..0 => "overdue",
            days if days <= settings.warn_days => "due",
            _ => "fresh",
        },
        reviewed: Some(reviewed.into()),
        next: Some(next.into()),
        days,
    }
}

/// Whether a piece of evidence is older than allowed, or has no date at all.
pub fn is_old(settings: &Settings, today: Date, evidence: &Evidence) -> bool {
    evidence
        .as_of
        .is_none_or(|date| today.days() - date.days() > settings.evidence_days)
}

/// Whether a page needs an owner on each side.
pub fn is_joint(facts: &Facts) -> bool {
    match facts.kind.as_str() {
        "process" => !facts.says("single_team"),
        "term" => facts.says("flows"),
        kind => ["myths", "path", "workshop"].contains(&kind),
    }
}

fn fresh(book: &Book, page: usize) -> FreshView {
    fresh_view(book.job, book.pages[page].facts)
}

/// Pages in order of urgency: overdue, without a date, due, fresh.
fn by_urgency(
    book: &Book,
    pages: impl Iterator<Item = usize>,
) -> Vec<(usize, FreshView)> {
    let mut pages: Vec<_> = pages.map(|page| (page, fresh(book, page))).collect();
    let rank = |fresh: &FreshView| match fresh.state {
        "overdue" => 0,
        "unknown" => 1,
        "due" => 2,
        _ => 3,
    };
    pages.sort_by_key(|(_, fresh)| (rank(fresh), fresh.days));
    pages
}

/// One row of the health table.
fn health_page(
    book: &Book,
    page: usize,
    fresh: FreshView,
    from: &OutputPath,
) -> HealthPage {
    let facts = book.pages[page].facts;
    let on = |wanted: Option<Position>| {
        let owners = facts.owners.iter();
        let own = owners.filter(|(side, _)| book.people.side(side) == wanted);
        book.people.chips(own.map(|(_, role)| role), from)
    };
    HealthPage {
        page: book.link(page, from),
        kind: facts.kind.clone(),
        position: super::position::side_of(book.job, facts),
        left: on(Some(Position::Left)),
        right: on(Some(Position::Right)),
        joint: on(None),
        fresh,
    }
}

/// Which pages a health view is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Those that one side owns, alone or together with the other.
    Side(Position),
}

/// All live pages, the most urgent first.
pub fn health_pages(book: &Book, from: &OutputPath) -> Vec<HealthPage> {
    let live = (0..book.pages.len()).filter(|page| book.pages[*page].is_live());
    let pages = by_urgency(book, live).into_iter();
    pages
        .map(|(page, fresh)| health_page(book, page, fresh, from))
        .collect()
}

/// How the handbook is kept, with up to `rows` pages.
pub fn health(book: &Book, scope: Scope, rows: usize, from: &OutputPath) -> HealthView {
    let is_in = |page: &usize| match scope {
        Scope::All => true,
        Scope::Side(side) => {
            let owners = &book.pages[*page].facts.owners;
            owners
                .iter()
                .any(|(own, _)| book.people.side(own) == Some(side))
        }
    };
    let live = (0..book.pages.len()).filter(|page| book.pages[*page].is_live());
    let pages = by_urgency(book, live.filter(is_in));
    let mut view = HealthView::default();
    for (page, fresh) in &pages {
        match fresh.state {
            "fresh" => view.fresh += 1,
            "due" => view.due += 1,
            "overdue" => view.overdue += 1,
            _ => view.undated += 1,
        }
        count(book, *page, &mut view, from);
    }
    view.shares = shares([view.fresh, view.due, view.overdue, view.undated]);
    let rows = rows.min(MOST_PAGES);
    view.more = pages.len().saturating_sub(rows);
    let shown = pages.into_iter().take(rows);
    view.pages = shown
        .map(|(page, fresh)| health_page(book, page, fresh, from))
        .collect();
    view
}

fn count(book: &Book, page: usize, view: &mut HealthView, from: &OutputPath) {
    let (settings, today) = (&book.job.settings, book.job.request.today);
    let facts = book.pages[page].facts;
    if is_joint(facts) {
        let owns = |at: usize| {
            let side = &settings.sides[at].id;
            facts.owners.iter().any(|(own, _)| own == side)
        };
        view.joint += 1;
        view.joint_owned += usize::from(owns(0) && owns(1));
    }
    let of_myths = facts.parts.myths.iter().flat_map(|myth| &myth.evidence);
    for evidence in of_myths.chain(&facts.parts.evidence) {
        view.evidence += 1;
        view.old_evidence += usize::from(is_old(settings, today, evidence));
    }
    let quiet = facts.quiet.iter();
    view.silenced
        .extend(quiet.map(|code| (code.clone(), book.link(page, from))));
}

/// Parts of 1000 that add up to 1000; what rounding leaves goes to the largest.
fn shares(counts: [usize; 4]) -> [usize; 4] {
    let all: usize = counts.iter().sum();
    if all == 0 {
        return [0; 4];
    }
    let mut shares = counts.map(|count| count * 1000 / all);
    let left = 1000 - shares.iter().sum::<usize>();
    let largest = (0..4)
        .rev()
        .max_by_key(|at| counts[*at])
        .unwrap_or_default();
    shares[largest] += left;
    shares
}

/// Every role that owns a page, left side first, with what it answers for.
pub fn owners(book: &Book, from: &OutputPath) -> Vec<OwnerLoad> {
    let owning = book.work.values().filter(|work| !work.owns.is_empty());
    let mut loads: Vec<(Position, OwnerLoad)> = owning
        .map(|work| {
            let pages = by_urgency(book, work.owns.iter().copied());
            let urgent = |fresh: &FreshView| ["due", "overdue"].contains(&fresh.state);
            let role = book.people.chip(&work.written, from);
            let load = OwnerLoad {
                urgent: pages.iter().filter(|(_, fresh)| urgent(fresh)).count(),
                steps: work
                    .steps
                    .iter()
                    .filter(|(.., letter)| letter.contains('R'))
                    .count(),
                mail: mail(book, &role.title, &pages),
                pages: pages
                    .into_iter()
                    .take(MOST_OWNED)
                    .map(|(page, fresh)| health_page(book, page, fresh, from))
                    .collect(),
                role,
            };
            (book.people.position(&work.written), load)
        })
        .collect();
    loads.sort_by(|(one, a), (other, b)| {
        (one, &a.role.title).cmp(&(other, &b.role.title))
    });
    loads.into_iter().map(|(_, load)| load).collect()
}

/// A mail to the handbook's own address that lists some pages.
fn mail(book: &Book, role: &str, pages: &[(usize, FreshView)]) -> Option<String> {
    let feedback = book.job.settings.feedback_url.as_deref()?;
    let address = feedback.strip_prefix("mailto:")?.split('?').next()?;
    let line = |(page, fresh): &(usize, FreshView)| {
        let next = fresh
            .next
            .as_ref()
            .map_or("", |next: &DateView| next.iso.as_str());
        let LinkView { title, .. } = book.link(*page, book.pages[*page].output);
        format!("- {title} ({}) {next}", book.pages[*page].source)
    };
    // A longer body is cut by mail programs anyway.
    let lines: Vec<String> = pages.iter().take(20).map(line).collect();
    Some(format!(
        "mailto:{address}?subject={}&body={}",
        percent_encode(role),
        percent_encode(&lines.join("\r\n"))
    ))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, output};
    use super::*;

    fn sample() -> Sample {
        Sample::new()
            .settings(|settings| {
                settings.review_days_of.insert("term".into(), 10);
                settings.feedback_url = Some("mailto:book@x.example?subject={title}".into());
            })
            .page("index.md", "title: Home\nkind: page")
            .page("a.md", "title: A\nkind: page\nreviewed: 2026-11-01\nowners: { sales: rep }")
            .page("b.md", "title: B\nkind: page\nreviewed: 2026-09-01\nowners: { sales: rep }")
            .page("c.md", "title: C\nkind: page\nreviewed: 2026-08-21\nowners: { marketing: lead }\nquiet: [W311]")
            .page("d.md", "title: D\nkind: page\nreviewed: 2026-01-01\nevergreen: true")
            .page("glossary/e.md", "title: E\nreviewed: 2026-11-01\nflows: true")
            .page("f.md", "title: F\nstatus: retired\nreviewed: 2020-01-01")
    }

    fn state(path: &str) -> (&'static str, i64) {
        let sample = sample();
        let fresh = fresh_view(&sample.job, sample.facts(path));
        (fresh.state, fresh.days)
    }

    #[test]
    fn a_page_is_due_before_its_next_review_and_overdue_after_it() {
        assert_eq!(state("a.md"), ("fresh", 71));
        assert_eq!(state("b.md"), ("due", 10));
        assert_eq!(state("c.md"), ("overdue", -1));
        assert_eq!(state("d.md"), ("fresh", 42));
        assert_eq!(state("glossary/e.md"), ("overdue", -9));
        assert_eq!(state("index.md"), ("unknown", 0));
    }

    #[test]
    fn the_last_day_is_still_due() {
        let sample = Sample::new().page("a.md", "reviewed: 2026-08-22");
        let fresh = fresh_view(&sample.job, sample.facts("a.md"));
        assert_eq!((fresh.state, fresh.days), ("due", 0));
    }

    #[test]
    fn health_counts_live_pages_and_shows_the_most_urgent_first() {
        sample().with_book(|book| {
            let view = health(book, Scope::All, 3, &output("health.html"));
            let counts = [view.fresh, view.due, view.overdue, view.undated];
            assert_eq!(counts, [2, 1, 2, 1]);
            assert_eq!(view.shares.iter().sum::<usize>(), 1000);
            let titles: Vec<_> = view
                .pages
                .iter()
                .map(|page| page.page.title.as_str())
                .collect();
            assert_eq!(titles, ["E", "C", "Home"]);
            assert_eq!(view.more, 3);
            assert_eq!((view.joint, view.joint_owned), (1, 0));
            assert_eq!(view.silenced.len(), 1);
            let left = health(book, Scope::Side(Position::Left), 9, &output("a.html"));
            assert_eq!(left.overdue, 1);
            assert_eq!(left.fresh, 0);
        });
    }

    #[test]
    fn owners_stand_left_first_with_their_most_urgent_page_on_top() {
        sample().with_book(|book| {
            let loads = owners(book, &output("owners.html"));
            let titles: Vec<_> =
                loads.iter().map(|load| load.role.title.as_str()).collect();
            assert_eq!(titles, ["Lead", "Rep"]);
            assert_eq!(loads[1].pages[0].page.title, "B");
            assert_eq!(loads[1].urgent, 1);
            let mail = loads[1].mail.as_deref().unwrap_or_default();
            assert!(mail.starts_with("mailto:book@x.example?subject=Rep&body="));
        });
    }
}
