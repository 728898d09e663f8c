//! The walls of the house: who may look at whom stands in two tables of `docs/architecture.md`, and the code keeps to
//! them. What a table allows and nobody uses any more is reported, too.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy exempts test functions, but not the helpers they share"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use syn::{Item, ItemMod, UseTree, visit::Visit};

/// Who looks at whom.
type Arrows = BTreeMap<String, BTreeSet<String>>;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The table of `docs/architecture.md` whose first column is called `first`, in its order: name, and what it may use.
fn table(first: &str) -> Vec<(String, BTreeSet<String>)> {
    let text = read(&workspace().join("docs/architecture.md"));
    let header = format!("| {first} | may use |");
    let rows = text.lines().skip_while(|line| *line != header).skip(2).take_while(|line| line.starts_with('|'));
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let rows = rows.map(|line| {
        let cells: Vec<&str> = line.split('|').collect();
        (names(cells[1])[0].clone(), names(cells[2]).into_iter().collect())
    });
    let rows: Vec<_> = rows.collect();
    assert!(!rows.is_empty(), "docs/architecture.md has no table that begins with {header:?}");
    rows
}

/// Panics unless `found` are the arrows of the `table`, and all of these point down in it.
fn assert_as_told(table: &[(String, BTreeSet<String>)], found: &Arrows) {
    for (place, (name, allowed)) in table.iter().enumerate() {
        let above: BTreeSet<_> = table[..=place].iter().map(|(name, _)| name.clone()).collect();
        let upwards: Vec<_> = allowed.intersection(&above).collect();
        assert!(upwards.is_empty(), "{name} may use {upwards:?}, which is not below it in the table");
    }
    let told: Arrows = table.iter().cloned().collect();
    assert_eq!(told.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>(), "names in the table and in the code");
    for (name, uses) in found {
        let new: Vec<_> = uses.difference(&told[name]).collect();
        let unused: Vec<_> = told[name].difference(uses).collect();
        assert!(new.is_empty(), "{name} looks at {new:?}, which docs/architecture.md does not allow");
        assert!(unused.is_empty(), "{name} does not look at {unused:?} any more; take it out of docs/architecture.md");
    }
}

/// Dependencies of each crate of the workspace on others of it, without those that are for tests.
fn crates() -> Arrows {
    let parse = |path: &Path| read(path).parse::<toml::Table>().unwrap();
    let root = parse(&workspace().join("Cargo.toml"));
    let members = root["workspace"]["members"].as_array().unwrap().iter().map(|member| member.as_str().unwrap());
    let manifests: Vec<_> = members.map(|member| parse(&workspace().join(member).join("Cargo.toml"))).collect();
    let name = |manifest: &toml::Table| manifest["package"]["name"].as_str().unwrap().to_owned();
    let names: BTreeSet<_> = manifests.iter().map(name).collect();
    let arrows = manifests.iter().map(|manifest| {
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
        let uses = dependencies.into_iter().flat_map(|all| all.keys()).filter(|name| names.contains(*name));
        (name(manifest), uses.cloned().collect())
    });
    arrows.collect()
}

/// What a file of a crate looks at beyond its own room.
#[derive(Default)]
struct Looks {
    /// The modules around what is being read, from the root of the crate.
    here: Vec<String>,
    rooms: BTreeSet<String>,
}

impl Looks {
    fn path(&mut self, segments: &[String]) {
        let mut base = match segments.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("super" | "self") => self.here.clone(),
            _ => return,
        };
        for segment in segments {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => drop(base.pop()),
                _ => {
                    base.push(segment.clone());
                    break;
                }
            }
        }
        self.rooms.extend(base.into_iter().next());
    }

    fn tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(path.ident.to_string())),
            UseTree::Name(name) => self.path(&with(name.ident.to_string())),
            UseTree::Rename(rename) => self.path(&with(rename.ident.to_string())),
            UseTree::Glob(_) => self.path(before),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before)),
        }
    }
}

impl<'ast> Visit<'ast> for Looks {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.path(&segments);
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        // Tests may look wherever they need to.
        if item.ident != "tests" {
            self.here.push(item.ident.to_string());
            syn::visit::visit_item_mod(self, item);
            self.here.pop();
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// By file of the engine without its tests: its room, and the other rooms it looks at.
fn engine_files() -> Vec<(PathBuf, String, BTreeSet<String>)> {
    let source = workspace().join("server/engine/src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    let mut looks = Vec::new();
    for file in files {
        let within: Vec<String> = file
            .strip_prefix(&source)
            .unwrap()
            .with_extension("")
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .collect();
        if within[0] == "lib" || within.iter().any(|part| part == "tests") {
            continue;
        }
        let parsed = syn::parse_file(&read(&file)).unwrap();
        assert!(parsed.items.iter().any(|item| !matches!(item, Item::Verbatim(_))), "{}", file.display());
        let mut of_file = Looks { here: within.clone(), rooms: BTreeSet::new() };
        of_file.visit_file(&parsed);
        of_file.rooms.remove(&within[0]);
        looks.push((file, within[0].clone(), of_file.rooms));
    }
    looks
}

#[test]
fn crates_depend_on_each_other_as_the_table_says() {
    assert_as_told(&table("crate"), &crates());
}

#[test]
fn rooms_of_the_engine_look_at_each_other_as_the_table_says() {
    let mut found = Arrows::new();
    for (_, room, looks) in engine_files() {
        found.entry(room).or_default().extend(looks);
    }
    assert_as_told(&table("room of the engine"), &found);
}

#[test]
fn only_the_conductor_knows_many_rooms() {
    let files = engine_files();
    let (busiest, room, looks) = files.iter().max_by_key(|(_, _, looks)| looks.len()).unwrap();
    assert_eq!(room, "run", "{} looks at {looks:?}", busiest.display());
}
