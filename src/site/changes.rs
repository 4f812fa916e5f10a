//! What changed last.

use super::book::Book;
use super::computed::{ChangeView, Chip};
use crate::paths::OutputPath;

/// Pages named in one change.
const MOST_PAGES: usize = 12;

/// The latest changes: those that the repository tells of, else the latest reviews.
pub fn changes(book: &Book, most: usize, from: &OutputPath) -> Vec<ChangeView> {
    let recorded = recorded(book, most, from);
    match recorded.is_empty() {
        true => reviews(book, most, from),
        false => recorded,
    }
}

fn recorded(book: &Book, most: usize, from: &OutputPath) -> Vec<ChangeView> {
    let view = |change: &super::Change| {
        let pages: Vec<usize> = change
            .pages
            .iter()
            .filter_map(|source| book.page(source))
            .filter(|page| book.pages[*page].is_live())
            .take(MOST_PAGES)
            .collect();
        let mut owners: Vec<Chip> = Vec::new();
        for owner in pages.iter().flat_map(|page| book.owners(*page, from)) {
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
        (!pages.is_empty()).then(|| ChangeView {
            date: change.date.into(),
            subject: change.subject.clone(),
            pages: pages.iter().map(|page| book.link(*page, from)).collect(),
            owners,
        })
    };
    let mut changes: Vec<&super::Change> = book.job.changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.date));
    changes.into_iter().filter_map(view).take(most).collect()
}

fn reviews(book: &Book, most: usize, from: &OutputPath) -> Vec<ChangeView> {
    let live = book
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.is_live());
    let mut dated: Vec<_> = live
        .filter_map(|(at, page)| Some((std::cmp::Reverse(page.facts.reviewed?), at)))
        .collect();
    dated.sort();
    let view = |(date, page): (std::cmp::Reverse<crate::date::Date>, usize)| ChangeView {
        date: date.0.into(),
        subject: String::new(),
        pages: vec![book.link(page, from)],
        owners: book.owners(page, from),
    };
    dated.into_iter().take(most).map(view).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Change;
    use super::super::sample::{Sample, output};
    use super::*;
    use crate::date::Date;
    use crate::digest::Digested;
    use crate::paths::SourcePath;

    fn sample() -> Sample {
        Sample::new()
            .page(
                "a.md",
                "title: A\nreviewed: 2026-01-01\nowners: { sales: rep }",
            )
            .page(
                "b.md",
                "title: B\nreviewed: 2026-03-01\nowners: { sales: rep, marketing: m }",
            )
            .page("c.md", "title: C\nreviewed: 2026-03-01\nstatus: retired")
            .page("d.md", "title: D")
    }

    #[test]
    fn without_a_repository_the_latest_reviews_stand_for_changes() {
        sample().with_book(|book| {
            let view = changes(book, 30, &output("changes.html"));
            let titles: Vec<_> = view
                .iter()
                .map(|change| change.pages[0].title.as_str())
                .collect();
            assert_eq!(titles, ["B", "A"]);
            assert_eq!(view[0].owners[0].title, "M");
            assert_eq!(changes(book, 1, &output("changes.html")).len(), 1);
        });
    }

    #[test]
    fn what_the_repository_tells_goes_first() {
        let mut sample = sample();
        let change = |day: &str, pages: &[&str]| Change {
            date: Date::parse(day).expect("the calendar has it"),
            subject: format!("On {day}"),
            pages: pages.iter().map(|path| SourcePath::new(path)).collect(),
        };
        sample.job.changes = Arc::new(Digested::new(vec![
            change("2026-05-01", &["gone.md", "c.md"]),
            change("2026-02-01", &["a.md"]),
            change("2026-06-01", &["a.md", "b.md"]),
        ]));
        sample.with_book(|book| {
            let view = changes(book, 30, &output("changes.html"));
            let subjects: Vec<_> =
                view.iter().map(|change| change.subject.as_str()).collect();
            assert_eq!(subjects, ["On 2026-06-01", "On 2026-02-01"]);
            assert_eq!(view[0].owners.len(), 2);
        });
    }
}
