//! Rows and columns, for people and for programs.

use serde_json::{Map, Value};

/// A table: the names of its columns, and its rows; in JSON, each row is an object.
pub struct Table {
    /// The names of its columns.
    pub columns: Vec<&'static str>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// For people: columns under their names.
    pub fn as_text(&self) -> String {
        let header = self.columns.iter().map(|name| (*name).to_owned()).collect();
        let rows = self
            .rows
            .iter()
            .map(|row| row.iter().map(in_a_cell).collect());
        let rows: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
        let width =
            |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| width(at).unwrap_or(0).min(60))
            .collect();
        let mut out = String::new();
        for row in rows {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:width$}"));
            out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            out.push('\n');
        }
        out
    }

    /// For programs: one object a line.
    pub fn as_json(&self) -> String {
        let object = |row: &Vec<Value>| {
            let pairs = self.columns.iter().zip(row);
            let map: Map<String, Value> = pairs
                .map(|(name, cell)| ((*name).to_owned(), cell.clone()))
                .collect();
            format!("{}\n", Value::from(map))
        };
        self.rows.iter().map(object).collect()
    }
}

/// A value as people read it.
fn in_a_cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) | Value::Null => String::new(),
        Value::Array(items) => items.iter().map(in_a_cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
