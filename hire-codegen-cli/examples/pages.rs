//! Reads all pages of a folder, and prints figures: `cargo run -p hire-codegen-cli --release --example pages -- FOLDER 10000`.
//!
//! The number is how many mutated pages are read after that, compared with the page that they are made of and with its
//! description, and imported. No page, whole or mutated, may bring any of these down, and a description has what its page has.

#[path = "../tests/suite/mutation.rs"]
#[expect(clippy::indexing_slicing, reason = "the tests, which it is of, may index")]
mod mutation;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use hire_codegen_cli::doc::check::{self, Checked};
use hire_codegen_cli::doc::description::Description;
use hire_codegen_cli::doc::import::{self, Source};
use hire_codegen_cli::doc::{self, Fields, Page};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().or_else(|| env::var("DOC_PAGES").ok()).ok_or("name a folder of pages")?;
    let mutations = arguments.next().map_or(Ok(0), |number| number.parse::<usize>())?;
    let mut paths = Vec::new();
    files(Path::new(&folder), &mut paths)?;
    paths.sort();
    let texts = paths.iter().map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    figures(&texts);
    mutated(&texts, mutations)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    Ok(())
}

fn figures(texts: &[&str]) {
    let start = Instant::now();
    let results: Vec<_> = texts.iter().map(|text| doc::read(text)).collect();
    let time = start.elapsed();
    let pages: Vec<&Page> = results.iter().flatten().collect();
    let mut refusals: BTreeMap<String, usize> = BTreeMap::new();
    for refusal in results.iter().filter_map(|result| result.as_ref().err()) {
        *refusals.entry(refusal.to_string()).or_default() += 1;
    }
    let tables = |page: &Page| [page.request.clone(), page.response.clone()];
    let unknown = pages
        .iter()
        .flat_map(|page| tables(page))
        .filter(|fields| matches!(fields, Fields::Unknown(_)))
        .count();
    let unread: usize = pages.iter().map(|page| page.unread.len()).sum();
    println!("{} pages read, {} refused, in {time:?}", pages.len(), results.len() - pages.len());
    println!("{:?} a page", time / u32::try_from(texts.len().max(1)).unwrap_or(u32::MAX));
    println!("{unknown} tables whose nesting is unknown, {unread} places that are not understood");
    for (refusal, count) in refusals {
        println!("{count:6} refused: {refusal}");
    }
}

fn mutated(texts: &[&str], mutations: usize) -> Result<(), Box<dyn Error>> {
    let mut random = fastrand::Rng::with_seed(19);
    let (mut slowest, mut slowest_followed) = (Duration::ZERO, Duration::ZERO);
    let (mut read, mut imported, mut found) = (0, 0, 0);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("api.yaml");
    for _ in 0..mutations {
        let Some(text) = random.choice(texts) else { break };
        let mutated = mutation::mutated(text, &mut random);
        let start = Instant::now();
        let page = doc::read(&mutated);
        slowest = slowest.max(start.elapsed());
        let (Ok(page), Ok(whole)) = (page, doc::read(text)) else { continue };
        read += 1;
        let _ = (doc::diff::compare(&whole, &page), page.to_json().to_string());
        let start = Instant::now();
        let _ = differences(&whole, &page, &file);
        match differences(&page, &page, &file) {
            Ok(differences) => {
                imported += 1;
                found += usize::from(!differences.is_empty());
                for difference in differences {
                    println!("not as imported: {difference}");
                }
            }
            Err(message) => println!("not imported: {message}"),
        }
        slowest_followed = slowest_followed.max(start.elapsed());
    }
    println!("{mutations} mutated pages, {read} of them pages of an operation, the slowest in {slowest:?}");
    println!("{imported} imported, {found} with differences after that, the slowest in {slowest_followed:?}");
    Ok(())
}

/// What a check finds between a page and the description that another is imported to.
fn differences(imported: &Page, page: &Page, file: &Path) -> Result<Vec<String>, String> {
    let text = import::import(file, None, &[Source { page: imported, copy: None }])?.text;
    fs::write(file, text).map_err(|error| error.to_string())?;
    Ok(match check::check(&Description::load(file)?, page)? {
        Checked::Compared(differences) => differences.iter().map(|it| it.finding.to_string()).collect(),
        Checked::NoOperation => vec![format!("no operation {} {}", page.method, page.url)],
    })
}
