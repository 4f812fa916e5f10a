//! The longest way round a graph that passes through both sides.
//!
//! Up to [`MOST`] nodes the answer is exact; a larger knot of processes is searched from its
//! shortest ways back, so that the work stays bounded.

use std::collections::{BTreeSet, VecDeque};

use super::people::Position;

/// Nodes among which the longest way round is looked for exactly.
pub const MOST: usize = 12;
/// Crossings of a larger knot from which a way back is looked for.
const MOST_CROSSINGS: usize = 64;

/// Who gives to whom; nodes are numbered in the order that breaks ties.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Whose side each node is on.
    pub sides: Vec<Position>,
    /// To which nodes each gives, in order, never to itself.
    pub next: Vec<Vec<usize>>,
}

/// A way through the graph that visits no node twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Way {
    /// The nodes in order.
    pub nodes: Vec<usize>,
    /// Whether the last one leads to the first.
    pub closed: bool,
}

/// How good a way is: side changes, then the nodes themselves, four bits each.
type Score = (u32, std::cmp::Reverse<u64>);

impl Graph {
    /// The longest way round through both sides, else the longest way, else nothing.
    pub fn longest_way(&self) -> Way {
        let knots = self.knots().into_iter();
        let both = knots.filter(|knot| self.touches_both(knot));
        // Of two of one size, the one that holds the smallest node.
        let largest = both.max_by_key(|knot| (knot.len(), std::cmp::Reverse(knot[0])));
        match largest {
            Some(knot) => Way {
                nodes: self.rotated(self.way_round(&knot)),
                closed: true,
            },
            None => Way {
                nodes: self.longest_path(),
                closed: false,
            },
        }
    }

    fn changes(&self, from: usize, to: usize) -> bool {
        self.sides[from] != self.sides[to]
    }

    fn touches_both(&self, knot: &[usize]) -> bool {
        knot.iter().any(|&node| self.changes(node, knot[0]))
    }

    /// Begins with the first node on the left that follows one on the right.
    fn rotated(&self, mut nodes: Vec<usize>) -> Vec<usize> {
        let before = |at: usize| nodes[(at + nodes.len() - 1) % nodes.len()];
        let is_left = |at: &usize| self.sides[nodes[*at]] == Position::Left;
        let places = || (0..nodes.len()).filter(is_left);
        let after_right = places().find(|at| self.sides[before(*at)] == Position::Right);
        let start = after_right
            .or_else(|| places().find(|at| self.changes(before(*at), nodes[*at])));
        nodes.rotate_left(start.unwrap_or(0));
        nodes
    }

    /// Groups of two and more nodes in which each leads to each, every group in order.
    fn knots(&self) -> Vec<Vec<usize>> {
        let mut before = vec![Vec::new(); self.next.len()];
        for (from, next) in self.next.iter().enumerate() {
            for &to in next {
                before[to].push(from);
            }
        }
        let mut seen = vec![false; self.next.len()];
        let mut knots = Vec::new();
        for start in self.finished().into_iter().rev() {
            let mut knot = Vec::new();
            let mut pending = vec![start];
            while let Some(node) = pending.pop() {
                if !std::mem::replace(&mut seen[node], true) {
                    knot.push(node);
                    pending.extend(&before[node]);
                }
            }
            if knot.len() > 1 {
                knot.sort_unstable();
                knots.push(knot);
            }
        }
        knots
    }

    /// All nodes, each after those that can be reached from it and do not lead back.
    fn finished(&self) -> Vec<usize> {
        let mut seen = vec![false; self.next.len()];
        let mut order = Vec::new();
        for start in 0..self.next.len() {
            let mut stack = Vec::new();
            if !std::mem::replace(&mut seen[start], true) {
                stack.push((start, 0));
            }
            while let Some((node, at)) = stack.last_mut() {
                match self.next[*node].get(*at) {
                    Some(&to) => {
                        *at += 1;
                        if !std::mem::replace(&mut seen[to], true) {
                            stack.push((to, 0));
                        }
                    }
                    None => {
                        order.push(*node);
                        stack.pop();
                    }
                }
            }
        }
        order
    }

    fn way_round(&self, knot: &[usize]) -> Vec<usize> {
        if knot.len() <= MOST {
            return self.exact_way_round(knot);
        }
        let core = self.some_way_round(knot);
        if core.len() > MOST {
            return core;
        }
        let mut chosen: BTreeSet<usize> = core.iter().copied().collect();
        let touches = |node: usize| {
            core.iter().any(|own| {
                self.next[*own].contains(&node) || self.next[node].contains(own)
            })
        };
        for &node in knot {
            if chosen.len() < MOST && touches(node) {
                chosen.insert(node);
            }
        }
        self.exact_way_round(&chosen.into_iter().collect::<Vec<_>>())
    }

    /// The longest way round among up to [`MOST`] nodes: more side changes, then the smallest
    /// nodes first. By subsets: for each set of nodes and each last one of them, the best way.
    fn exact_way_round(&self, knot: &[usize]) -> Vec<usize> {
        let count = knot.len();
        let place = |node: usize| knot.binary_search(&node).ok();
        let next: Vec<Vec<usize>> = knot
            .iter()
            .map(|&node| self.next[node].iter().filter_map(|&to| place(to)).collect())
            .collect();
        let mut best: Vec<Option<Score>> = vec![None; count << count];
        let mut longest: Option<(usize, Score)> = None;
        for start in 0..count {
            best[(1 << start) * count + start] =
                Some((0, std::cmp::Reverse(start as u64)));
        }
        for set in 1_usize..1 << count {
            let start = set.trailing_zeros() as usize;
            for last in 0..count {
                let Some((changes, way)) = best[set * count + last] else {
                    continue;
                };
                for &to in &next[last] {
                    let changes = changes + u32::from(self.changes(knot[last], knot[to]));
                    if to == start && changes > 0 {
                        let found = (set.count_ones() as usize, (changes, way));
                        longest = longest.max(Some(found));
                    } else if to > start && set & 1 << to == 0 {
                        let way = std::cmp::Reverse(way.0 << 4 | to as u64);
                        let cell = &mut best[(set | 1 << to) * count + to];
                        *cell = (*cell).max(Some((changes, way)));
                    }
                }
            }
        }
        let Some((length, (_, way))) = longest else {
            return Vec::new();
        };
        let nodes = (0..length).rev().map(|at| way.0 >> (4 * at) & 15);
        nodes.map(|at| knot[at as usize]).collect()
    }

    /// In a large knot: a crossing and the shortest way back, the longest of those with up to
    /// [`MOST`] nodes, else the shortest of all.
    fn some_way_round(&self, knot: &[usize]) -> Vec<usize> {
        let inside: BTreeSet<usize> = knot.iter().copied().collect();
        let crossings = knot.iter().flat_map(|&from| {
            let to = self.next[from].iter().copied();
            let to = to.filter(move |&to| self.changes(from, to));
            to.filter(|to| inside.contains(to))
                .map(move |to| (from, to))
        });
        let mut best: Vec<usize> = Vec::new();
        for (from, to) in crossings.take(MOST_CROSSINGS) {
            let way = self.shortest(to, from, &inside);
            let rank = |way: &Vec<usize>| match way.len() {
                0 => (0, 0),
                length if length <= MOST => (2, length),
                length => (1, usize::MAX - length),
            };
            if rank(&way) > rank(&best) {
                best = way;
            }
        }
        best
    }

    fn shortest(&self, from: usize, to: usize, inside: &BTreeSet<usize>) -> Vec<usize> {
        let mut before = vec![None; self.next.len()];
        let mut pending = VecDeque::from([from]);
        while let Some(node) = pending.pop_front() {
            if node == to {
                break;
            }
            for &next in self.next[node].iter().filter(|next| inside.contains(next)) {
                if before[next].is_none() && next != from {
                    before[next] = Some(node);
                    pending.push_back(next);
                }
            }
        }
        let mut way = vec![to];
        while let Some(node) = way.last().and_then(|last| before[*last]) {
            way.push(node);
        }
        way.reverse();
        way
    }

    /// The longest way that does not lead back: more side changes, then the smallest nodes.
    fn longest_path(&self) -> Vec<usize> {
        let mut best: Vec<Option<(usize, u32, usize)>> = vec![None; self.next.len()];
        for node in self.finished() {
            let ways = self.next[node].iter().filter_map(|&to| {
                // What is not finished yet leads back here.
                let (length, changes, _) = best[to]?;
                let changes = changes + u32::from(self.changes(node, to));
                Some((length + 1, changes, std::cmp::Reverse(to)))
            });
            let (length, changes, to) =
                ways.max().unwrap_or((1, 0, std::cmp::Reverse(usize::MAX)));
            best[node] = Some((length, changes, to.0));
        }
        let rank = |node: &usize| {
            let (length, changes, _) = best[*node].unwrap_or_default();
            (length, changes, std::cmp::Reverse(*node))
        };
        let mut way: Vec<usize> = (0..best.len()).max_by_key(rank).into_iter().collect();
        while let Some((.., to)) = way.last().and_then(|last| best[*last])
            && to != usize::MAX
        {
            way.push(to);
        }
        if way.len() > 1 { way } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `l`, `r` and `j` for the side of each node, and who gives to whom.
    fn graph(sides: &str, edges: &[(usize, usize)]) -> Graph {
        let side = |c| match c {
            'l' => Position::Left,
            'r' => Position::Right,
            _ => Position::Joint,
        };
        let mut next = vec![BTreeSet::new(); sides.len()];
        for (from, to) in edges {
            next[*from].insert(*to);
        }
        Graph {
            sides: sides.chars().map(side).collect(),
            next: next
                .into_iter()
                .map(|next| next.into_iter().collect())
                .collect(),
        }
    }

    fn way(sides: &str, edges: &[(usize, usize)]) -> (Vec<usize>, bool) {
        let way = graph(sides, edges).longest_way();
        (way.nodes, way.closed)
    }

    fn round(count: usize) -> Vec<(usize, usize)> {
        (0..count).map(|at| (at, (at + 1) % count)).collect()
    }

    #[test]
    fn a_ring_begins_on_the_left_after_the_right() {
        assert_eq!(way("rllr", &round(4)), (vec![1, 2, 3, 0], true));
        assert_eq!(way("lrr", &round(3)), (vec![0, 1, 2], true));
        assert_eq!(way("jlj", &round(3)), (vec![1, 2, 0], true));
    }

    #[test]
    fn the_longer_of_two_rings_wins_then_the_one_that_changes_sides_more_often() {
        let edges = [(0, 1), (1, 0), (2, 3), (3, 4), (4, 2)];
        assert_eq!(way("lrlrr", &edges).0, [2, 3, 4]);
        // 0-1-2 and 0-1-3 share two nodes; only the second changes sides more than twice.
        let edges = [(0, 1), (1, 2), (2, 4), (4, 0), (1, 3), (3, 4)];
        assert_eq!(way("llrlr", &edges).0, [0, 1, 2, 4]);
        let edges = [(0, 1), (1, 2), (2, 4), (4, 0), (1, 3), (3, 4)];
        assert_eq!(way("lrrlr", &edges).0, [0, 1, 3, 4]);
    }

    #[test]
    fn of_equal_rings_the_one_with_the_smallest_names_wins() {
        let edges = [(0, 1), (1, 0), (2, 3), (3, 2)];
        assert_eq!(way("lrlr", &edges).0, [0, 1]);
        let edges = [(0, 1), (1, 3), (3, 0), (0, 2), (2, 3)];
        assert_eq!(way("lrrr", &edges).0, [0, 1, 3]);
    }

    #[test]
    fn a_ring_on_one_side_is_none() {
        assert_eq!(way("lll", &round(3)), (vec![0, 1, 2], false));
        let edges = [(0, 1), (1, 0), (1, 2), (2, 3), (3, 2)];
        assert_eq!(way("llrr", &edges), (vec![0, 1, 2, 3], false));
        // The longer ring inside a knot stays on one side; the shorter one crosses.
        let edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 2)];
        assert_eq!(way("lllr", &edges), (vec![2, 3], true));
    }

    #[test]
    fn without_a_ring_the_longest_way_is_drawn_open() {
        let edges = [(0, 1), (1, 2), (3, 2), (0, 2)];
        assert_eq!(way("lrlr", &edges), (vec![0, 1, 2], false));
        assert_eq!(way("lrl", &[(0, 1), (0, 2)]), (vec![0, 1], false));
        assert_eq!(way("llr", &[(0, 1), (0, 2)]), (vec![0, 2], false));
    }

    #[test]
    fn where_nobody_gives_there_is_nothing() {
        assert_eq!(way("lrl", &[]), (vec![], false));
        assert_eq!(way("", &[]), (vec![], false));
    }

    #[test]
    fn twelve_in_a_full_knot_are_all_on_the_ring() {
        let edges: Vec<_> = (0..12)
            .flat_map(|from| (0..12).map(move |to| (from, to)))
            .filter(|(from, to)| from != to)
            .collect();
        let (nodes, closed) = way("llllllrrrrrr", &edges);
        assert!(closed);
        assert_eq!(nodes, [0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11]);
    }

    #[test]
    fn more_than_twelve_are_still_a_ring() {
        let (nodes, closed) = way("lllllllrrrrrrr", &round(14));
        assert!(closed);
        assert_eq!(nodes, (0..14).collect::<Vec<_>>());
        // With a short cut there is a ring within the limit, which is preferred.
        let mut edges = round(14);
        edges.push((6, 10));
        assert_eq!(way("lllllllrrrrrrr", &edges).0.len(), 11);
    }

    #[test]
    fn a_large_full_knot_ends_soon_and_always_the_same() {
        let edges: Vec<_> = (0..60)
            .flat_map(|from| (0..60).map(move |to| (from, to)))
            .filter(|(from, to)| from != to)
            .collect();
        let sides = "lr".repeat(30);
        let (nodes, closed) = way(&sides, &edges);
        assert!(closed);
        assert_eq!(nodes.len(), MOST);
        assert_eq!(way(&sides, &edges).0, nodes);
    }
}
