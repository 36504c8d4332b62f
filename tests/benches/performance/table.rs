//! The table that is printed at the end.

use std::io::Write;

use crate::Outcome;
use crate::http::Load;

/// One figure.
pub(crate) struct Row([String; 4]);

impl Row {
    /// A rate, with how long one answer took, beside its bound.
    pub(crate) fn rate(what: &str, load: &Load, bound: Option<f64>) -> Self {
        let (p50, p95) = load.quantiles();
        let found = format!("{:.0} a second; p50 {p50:.1} ms, p95 {p95:.1} ms", load.rate());
        match bound {
            Some(bound) => {
                let part = format!("{:.0} %", load.rate() / bound * 100.0);
                Self([what.to_owned(), found, format!("{bound:.0} a second"), format!("{part} (aim: 80 %)")])
            }
            None => Self([what.to_owned(), found, String::new(), String::new()]),
        }
    }

    /// A figure that is a bound of others.
    pub(crate) fn plain(what: &str, found: f64, unit: &str) -> Self {
        Self([what.to_owned(), format!("{found:.0} {unit}"), String::new(), String::new()])
    }

    /// A figure with an aim.
    pub(crate) fn single(what: &str, found: f64, unit: &str, aim: &str) -> Self {
        let aim = if aim.is_empty() { String::new() } else { format!("aim: {aim}") };
        Self([what.to_owned(), format!("{found:.0} {unit}"), String::new(), aim])
    }

    /// A median in milliseconds beside its bound.
    pub(crate) fn median(what: &str, found: f64, bound: f64) -> Self {
        let part = format!("{:.0} %", found / bound * 100.0);
        Self([what.to_owned(), format!("p50 {found:.1} ms"), format!("{bound:.0} ms"), part])
    }

    /// A rate beside its bound.
    pub(crate) fn share(what: &str, found: f64, bound: f64) -> Self {
        let part = format!("{:.0} %", found / bound * 100.0);
        Self([what.to_owned(), format!("{found:.0} a second"), format!("{bound:.0} a second"), part])
    }

    /// A time in milliseconds beside the least that it can take.
    pub(crate) fn took(what: &str, found: f64, bound: f64) -> Self {
        let part = format!("{:.1} times", found / bound);
        Self([what.to_owned(), format!("{found:.0} ms"), format!("{bound:.0} ms"), part])
    }

    /// How long it took and how much processor time, in milliseconds, beside the round trips and the computing that it needs.
    pub(crate) fn key(what: &str, (took, work): (f64, f64), (way, computing): (f64, f64)) -> Self {
        let found = format!("{took:.0} ms; {work:.0} ms of processor time");
        let beside = format!("{way:.0} ms of round trips, {computing:.0} ms of multiplications");
        Self([what.to_owned(), found, beside, format!("{:.1} times", took / (way + computing))])
    }

    /// How long a check takes, beside one round trip and what it may take more.
    pub(crate) fn check(what: &str, (p50, p99): (f64, f64), way: f64, aim: f64) -> Self {
        let over = p50 - way;
        let beside = format!("{way:.1} ms, one round trip");
        let part = format!("p50 {over:.1} ms more (aim: {aim:.0})");
        Self([what.to_owned(), format!("p50 {p50:.1} ms, p99 {p99:.1} ms"), beside, part])
    }

    /// Times that have no bound.
    pub(crate) fn times(what: &str, (p50, p99): (f64, f64)) -> Self {
        let found = format!("p50 {p50:.1} ms, p99 {p99:.1} ms");
        Self([what.to_owned(), found, String::new(), String::new()])
    }

    /// Bytes beside the bytes they carry.
    pub(crate) fn bytes(what: &str, found: f64, bound: f64, aim: &str) -> Self {
        let part = format!("{:.2} (aim: {aim})", found / bound);
        Self([what.to_owned(), format!("{found:.0} bytes"), format!("{bound:.0} bytes, the record"), part])
    }
}

/// All figures of a run.
#[derive(Default)]
pub(crate) struct Table {
    notes: Vec<String>,
    rows: Vec<Row>,
}

impl Table {
    pub(crate) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub(crate) fn print(&self) -> Outcome<()> {
        let mut out = std::io::stdout().lock();
        for note in &self.notes {
            writeln!(out, "{note}\n")?;
        }
        writeln!(out, "| what | measured | bound | of the bound |\n|---|---|---|---|")?;
        for Row([what, found, bound, part]) in &self.rows {
            writeln!(out, "| {what} | {found} | {bound} | {part} |")?;
        }
        Ok(())
    }
}
