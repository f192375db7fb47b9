//! Measurements that several copies of this program repeat.
//!
//! Code that is the same to the byte takes up to 15 % more or less time from one file than from another, always the same
//! of one file: where the system has put its pages decides. One run would measure that, so that many are made.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// An odd number, so that one of them is in the middle.
const COPIES: usize = 15;

/// The argument of a copy.
pub const ONE: &str = "--one-copy";

/// What all copies have measured, by the order of the lines that they print.
#[derive(Default)]
pub struct Copies(BTreeMap<usize, (String, Vec<Pair>)>);

struct Pair {
    ours: f64,
    theirs: f64,
}

/// What is in the middle of the copies, with the lowest and the highest ratio.
pub struct Middle {
    pub name: String,
    pub ours: f64,
    pub theirs: f64,
    pub ratio: f64,
    pub lowest: f64,
    pub highest: f64,
}

impl Copies {
    /// Runs one copy after the other.
    pub fn run() -> Result<Self, Box<dyn Error>> {
        let (program, folder) = (env::current_exe()?, tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?);
        let mut copies = Self::default();
        for number in 0..COPIES {
            let copy = folder.path().join(format!("values-{number:02}{}", env::consts::EXE_SUFFIX));
            fs::copy(&program, &copy)?;
            copies.add(&copy)?;
        }
        Ok(copies)
    }

    /// Runs one copy, which prints a line for each comparison: its name and both times, between tabulators.
    fn add(&mut self, copy: &Path) -> Result<(), Box<dyn Error>> {
        let output = Command::new(copy).arg(ONE).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        for (index, line) in str::from_utf8(&output.stdout)?.lines().enumerate() {
            let mut columns = line.split('\t');
            let mut column = || columns.next().ok_or_else(|| format!("`{line}` is no comparison"));
            let name = column()?;
            let pair = Pair { ours: column()?.parse()?, theirs: column()?.parse()? };
            let (_, pairs) = self.0.entry(index).or_insert_with(|| (name.to_owned(), Vec::new()));
            pairs.push(pair);
        }
        Ok(())
    }

    /// One line for each comparison.
    pub fn middle(&self) -> impl Iterator<Item = Middle> {
        self.0.values().map(|(name, pairs)| {
            let sorted = |value: fn(&Pair) -> f64| {
                let mut values: Vec<_> = pairs.iter().map(value).collect();
                values.sort_by(f64::total_cmp);
                values
            };
            let middle = |values: &[f64]| values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
            let ratios = sorted(|pair| pair.ours / pair.theirs);
            Middle {
                name: name.clone(),
                ours: middle(&sorted(|pair| pair.ours)),
                theirs: middle(&sorted(|pair| pair.theirs)),
                ratio: middle(&ratios),
                lowest: ratios.first().copied().unwrap_or(f64::NAN),
                highest: ratios.last().copied().unwrap_or(f64::NAN),
            }
        })
    }
}
