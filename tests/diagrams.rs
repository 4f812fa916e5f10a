//! The ring and the lanes: what must hold for every process and every loop, and how small
//! ones look.

use std::collections::{BTreeMap, BTreeSet};

use tandem::input::theme::{shipped_styles, shipped_text};
use tandem::render::diagram::{Words, ring, swimlane_tall, swimlane_wide};
use tandem::site::computed::{
    LaneLine, LaneStep, LaneView, LoopView, Stretch, SwimlaneView,
};
use tandem::site::views::LinkView;

/// The words of a language as the theme ships them.
fn words(language: &str) -> Words {
    let text = shipped_text("strings.yaml").expect("the theme has words");
    let (entries, _) = tandem::input::yaml::read_entries(text);
    let entry = entries.iter().find(|entry| entry.key == language);
    let Some(tandem::input::yaml::Node::Map(pairs)) = entry.map(|entry| &entry.value)
    else {
        panic!("the theme speaks {language}");
    };
    let text = |(key, value): &(String, tandem::input::yaml::Node)| {
        Some((key.clone(), value.text()?))
    };
    pairs.iter().filter_map(text).collect()
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const NAMES: [&str; 7] = [
    "Plan",
    "Accept or send back",
    "Agree the shared budget for next quarter",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "a <b onload=\"x\">&amp; 'c'</b> \"d\"",
    "営業とマーケティングの引き継ぎを毎週確認する",
    "",
];

fn some_loop(dice: &mut Dice) -> LoopView {
    let count = dice.below(13);
    let positions: Vec<&'static str> = (0..count)
        .map(|_| ["left", "right", "joint"][dice.below(3)])
        .collect();
    let stretches = (0..count)
        .map(|at| Stretch {
            number: at + 1,
            title: dice.pick(&NAMES).into(),
            short: dice.pick(&NAMES).into(),
            href: "a.html?b=\"&c".into(),
            position: positions[at],
            side: dice.pick(&NAMES).into(),
            gives: dice.pick(&NAMES).into(),
            gives_href: (dice.below(2) == 0).then(|| "terms/<x>.html".into()),
            crosses: positions[at] != positions[(at + 1) % count],
            to_side: dice.pick(&NAMES).into(),
            here: dice.below(8) == 0,
        })
        .collect();
    LoopView {
        stretches,
        closed: dice.below(2) == 0,
        missing: (dice.below(2) == 0).then(|| dice.pick(&NAMES).into()),
        crossings: dice.below(14),
        extra: Vec::new(),
    }
}

fn some_process(dice: &mut Dice) -> SwimlaneView {
    let all = ["outside", "outside", "left", "joint", "right"];
    let mut lanes: Vec<LaneView> = Vec::new();
    for position in all {
        if dice.below(3) > 0 {
            let name = dice.pick(&NAMES).into();
            lanes.push(LaneView { name, position });
        }
    }
    let count = if lanes.is_empty() { 0 } else { dice.below(20) };
    let steps = (0..count)
        .map(|_| LaneStep {
            lane: dice.below(lanes.len()),
            title: dice.pick(&NAMES).into(),
            href: "#step".into(),
            limit: dice
                .pick(&["", "monthly", "10 working days <after> the event"])
                .into(),
        })
        .collect();
    let mut lines: Vec<LaneLine> = (1..count)
        .map(|to| LaneLine {
            from: to - 1,
            to,
            handoff: (dice.below(2) == 0)
                .then(|| (format!("H{to}"), dice.pick(&NAMES).into())),
            when: (dice.below(3) == 0).then(|| dice.pick(&NAMES).into()),
        })
        .collect();
    let mut returns = Vec::new();
    for _ in 0..dice.below(4) {
        returns.push((dice.below(20), dice.below(20)));
        lines.push(LaneLine {
            from: dice.below(20),
            to: dice.below(20),
            ..LaneLine::default()
        });
    }
    SwimlaneView {
        process: LinkView {
            title: dice.pick(&NAMES).into(),
            ..LinkView::default()
        },
        lanes,
        steps,
        lines,
        returns,
    }
}

/// Left, top, right, bottom.
type Area = [f64; 4];

/// The tags of a drawing, without the text between them.
fn tags(svg: &str) -> impl Iterator<Item = &str> {
    svg.split('<')
        .skip(1)
        .map(|part| part.split('>').next().unwrap_or(part))
}

fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn number(tag: &str, name: &str) -> f64 {
    let text = value(tag, name).unwrap_or_else(|| panic!("no {name} in <{tag}>"));
    text.parse().unwrap_or_else(|_| panic!("{name} is {text}"))
}

fn areas(svg: &str, class: &str) -> Vec<Area> {
    tags(svg)
        .filter(|tag| tag.starts_with(&format!("rect class=\"{class}")))
        .map(|tag| {
            let (x, y) = (number(tag, "x"), number(tag, "y"));
            [x, y, x + number(tag, "width"), y + number(tag, "height")]
        })
        .collect()
}

fn overlap(a: &Area, b: &Area) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn page_of(svg: &str) -> Area {
    let tag = tags(svg).next().expect("a drawing has a tag");
    let measures: Vec<f64> = value(tag, "viewBox")
        .expect("a drawing has a view box")
        .split(' ')
        .map(|part| part.parse().expect("a view box has four numbers"))
        .collect();
    let [x, y, width, height] = measures[..] else {
        panic!("a view box has four numbers")
    };
    [x, y, x + width, y + height]
}

/// What holds for everything that is drawn.
fn expect_sound(svg: &str, uid: &str) {
    for forbidden in [
        "NaN",
        "inf",
        " style=",
        "<style",
        "<script",
        "<b onload",
        "<x>",
    ] {
        assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
    }
    let mut open = Vec::new();
    let mut ids = BTreeSet::new();
    for tag in tags(svg) {
        let name = tag.split([' ', '/']).find(|part| !part.is_empty());
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{svg}"),
            None if !tag.ends_with('/') => open.push(name.expect("a tag has a name")),
            None => {}
        }
        if let Some(id) = value(tag, "id") {
            assert!(ids.insert(id.to_owned()), "{id} stands twice");
            assert!(id.starts_with(uid), "{id} is not of {uid}");
        }
        for place in ["href", "aria-labelledby", "aria-describedby"] {
            if let Some(id) = value(tag, place).filter(|id| id.starts_with(uid)) {
                assert!(ids.contains(id) || svg.contains(&format!("id=\"{id}\"")));
            }
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    assert!(svg.starts_with("<svg ") && svg.contains("role=\"group\""));
    assert!(
        svg.contains("</title><desc id="),
        "nothing says what is drawn"
    );
}

fn expect_apart(svg: &str) {
    let (boxes, page) = (areas(svg, "box"), page_of(svg));
    for (at, area) in boxes.iter().enumerate() {
        let inside = page[0] <= area[0]
            && page[1] <= area[1]
            && area[2] <= page[2]
            && area[3] <= page[3];
        assert!(inside, "{area:?} is not in {page:?}");
        assert!(
            boxes[at + 1..].iter().all(|other| !overlap(area, other)),
            "boxes overlap in {svg}"
        );
    }
    let pills = areas(svg, "gate");
    for (at, pill) in pills.iter().enumerate() {
        let others = &pills[at + 1..];
        assert!(
            others.iter().all(|other| !overlap(pill, other)),
            "pills: {svg}"
        );
    }
}

/// The corners of all lines between steps.
fn lines_of(svg: &str) -> Vec<Vec<[f64; 2]>> {
    let classes = ["ln", "lx", "lr"];
    tags(svg)
        .filter(|tag| value(tag, "class").is_some_and(|class| classes.contains(&class)))
        .map(|tag| {
            let path = value(tag, "d").expect("a path has a way");
            let numbers: Vec<f64> = path
                .split(['M', 'L', 'Q', ' '])
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().expect("a way is made of numbers"))
                .collect();
            numbers.chunks(2).map(|pair| [pair[0], pair[1]]).collect()
        })
        .collect()
}

fn expect_lines_past_boxes(svg: &str) {
    let (boxes, page) = (areas(svg, "box"), page_of(svg));
    for line in lines_of(svg) {
        for pair in line.windows(2) {
            let ([x0, y0], [x1, y1]) = (pair[0], pair[1]);
            let way = [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)];
            let crossed = boxes.iter().find(|area| {
                let [left, top, right, bottom] = **area;
                overlap(&way, &[left + 1.0, top + 1.0, right - 1.0, bottom - 1.0])
            });
            assert!(crossed.is_none(), "{line:?} crosses {crossed:?} in {svg}");
            let inside = page[0] <= way[0]
                && page[1] <= way[1]
                && way[2] <= page[2]
                && way[3] <= page[3];
            assert!(inside, "{line:?} leaves {page:?} in {svg}");
        }
    }
}

#[test]
fn every_loop_is_drawn_soundly() {
    let words = words("en");
    let mut dice = Dice(7);
    for _ in 0..500 {
        let view = some_loop(&mut dice);
        let svg = ring(&view, &words, "R1");
        match view.stretches.is_empty() {
            true => assert_eq!(svg, ""),
            false => expect_sound(&svg, "R1"),
        }
        assert_eq!(svg, ring(&view, &words, "R1"));
    }
}

#[test]
fn every_process_is_drawn_with_all_boxes_apart_and_inside() {
    let words = words("de");
    let mut dice = Dice(11);
    for _ in 0..500 {
        let view = some_process(&mut dice);
        for svg in [
            swimlane_wide(&view, &words, "W1"),
            swimlane_tall(&view, &words, "T1"),
        ] {
            if view.steps.is_empty() {
                assert_eq!(svg, "");
                continue;
            }
            expect_sound(&svg, uid_of(&svg));
            expect_apart(&svg);
            expect_lines_past_boxes(&svg);
            assert_eq!(areas(&svg, "box").len(), view.steps.len());
        }
    }
}

fn uid_of(svg: &str) -> &str {
    if svg.contains("lane-h") { "W1" } else { "T1" }
}

#[test]
fn every_class_of_a_drawing_is_painted_by_the_theme() {
    let css = shipped_styles();
    let words = words("en");
    let mut dice = Dice(3);
    let mut classes = BTreeSet::new();
    for _ in 0..100 {
        let (cycle, process) = (some_loop(&mut dice), some_process(&mut dice));
        for svg in [
            ring(&cycle, &words, "R"),
            swimlane_wide(&process, &words, "W"),
            swimlane_tall(&process, &words, "T"),
        ] {
            for list in tags(&svg).filter_map(|tag| value(tag, "class")) {
                classes.extend(list.split(' ').map(str::to_owned));
            }
        }
    }
    // For handbooks and scripts that tell what a side gives from what it receives.
    // What is outside has the paint that all have before a side gives them its own.
    // The ring turns on the start page only, which has a sheet of its own.
    let hooks = [
        "lp-gate",
        "lp-turn",
        "from-",
        "to-",
        "outside",
        "on-outside",
    ];
    let unpainted: Vec<_> = classes
        .iter()
        .filter(|class| !hooks.iter().any(|hook| class.starts_with(hook)))
        .filter(|class| !css.contains(&format!(".{class}")))
        .collect();
    assert!(unpainted.is_empty(), "{unpainted:?}");
}

#[test]
fn both_languages_have_all_words_of_drawings() {
    let of = |language| -> Vec<String> {
        let words = words(language).into_keys();
        words.filter(|key| key.starts_with("diagram_")).collect()
    };
    assert_eq!(of("en"), of("de"));
    assert!(of("en").len() > 15);
}

fn stretch(number: usize, title: &str, position: &'static str, to: &str) -> Stretch {
    let side = |position: &str| {
        if position == "left" {
            "Marketing"
        } else {
            "Sales"
        }
    };
    Stretch {
        number,
        title: title.into(),
        short: title.into(),
        href: format!("processes/{number}.html"),
        position,
        side: side(position).into(),
        gives: "Qualified enquiry".into(),
        gives_href: Some("glossary/qualified-enquiry.html".into()),
        crosses: side(to) != side(position),
        to_side: side(to).into(),
        here: false,
    }
}

fn two_processes(closed: bool) -> LoopView {
    LoopView {
        stretches: vec![
            stretch(1, "Answer enquiries", "left", "right"),
            stretch(2, "Win the deal", "right", "left"),
        ],
        closed,
        missing: (!closed).then(|| "Win/loss notes".into()),
        crossings: if closed { 2 } else { 1 },
        extra: Vec::new(),
    }
}

fn handover() -> SwimlaneView {
    let step = |lane, title: &str, limit: &str| LaneStep {
        lane,
        title: title.into(),
        href: format!("#{}", title.to_lowercase().replace(' ', "-")),
        limit: limit.into(),
    };
    let lane = |name: &str, position| LaneView {
        name: name.into(),
        position,
    };
    SwimlaneView {
        process: LinkView {
            title: "Enquiry handover".into(),
            ..LinkView::default()
        },
        lanes: vec![
            lane("Customer", "outside"),
            lane("Marketing", "left"),
            lane("Sales", "right"),
        ],
        steps: vec![
            step(0, "Enquiry arrives", "any channel"),
            step(1, "Check fit and intent", "2 working hours"),
            step(2, "Accept or send back", "4 working hours"),
        ],
        lines: vec![
            LaneLine {
                to: 1,
                ..LaneLine::default()
            },
            LaneLine {
                from: 1,
                to: 2,
                handoff: Some(("H1".into(), "Qualified enquiry".into())),
                when: Some("it fits".into()),
            },
        ],
        returns: vec![(2, 1)],
    }
}

/// One element a line, for people who compare.
fn in_lines(svg: &str) -> String {
    svg.replace("><", ">\n<")
}

#[test]
fn a_closed_and_an_open_ring_look_as_agreed() {
    let words = words("en");
    let closed = ring(&two_processes(true), &words, "R1");
    insta::assert_snapshot!("ring_closed", in_lines(&closed));
    let open = ring(&two_processes(false), &words, "R1");
    insta::assert_snapshot!("ring_open", in_lines(&open));
}

#[test]
fn a_short_process_looks_as_agreed() {
    let (words, view) = (words("en"), handover());
    let wide = swimlane_wide(&view, &words, "W1");
    insta::assert_snapshot!("lanes_wide", in_lines(&wide));
    let tall = swimlane_tall(&view, &words, "T1");
    insta::assert_snapshot!("lanes_tall", in_lines(&tall));
}

#[test]
fn nine_processes_have_names_and_ten_have_numbers() {
    let words = words("en");
    let alternating = |count: usize| LoopView {
        stretches: (0..count)
            .map(|at| stretch(at + 1, "Plan", ["left", "right"][at % 2], "left"))
            .collect(),
        closed: true,
        ..LoopView::default()
    };
    assert!(ring(&alternating(9), &words, "R").contains("<textPath"));
    let ten = ring(&alternating(10), &words, "R");
    assert!(!ten.contains("<textPath") && ten.contains(">10</text>"));
    assert!(ten.contains("<title>10. Plan (Sales)</title>"));
}

#[test]
fn long_processes_go_on_in_another_band() {
    let mut view = handover();
    let steps: Vec<_> = (0..14).map(|at| view.steps[1 + at % 2].clone()).collect();
    view.steps = steps;
    view.lines = (1..14)
        .map(|to| LaneLine {
            from: to - 1,
            to,
            ..LaneLine::default()
        })
        .collect();
    let svg = swimlane_wide(&view, &words("en"), "W");
    let tops: BTreeMap<i64, usize> =
        areas(&svg, "box")
            .iter()
            .fold(BTreeMap::new(), |mut tops, area| {
                *tops.entry(area[1] as i64).or_default() += 1;
                tops
            });
    // Two sides in two bands of seven columns.
    assert_eq!(tops.into_values().collect::<Vec<_>>(), [4, 3, 3, 4]);
    assert_eq!(svg.matches("class=\"tag\"").count(), 2);
}
