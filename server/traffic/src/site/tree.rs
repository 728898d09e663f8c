//! The hierarchy that a list of addresses has in itself.

use std::ops::Range;

/// An address in the hierarchy.
#[derive(Debug)]
pub(super) struct Node {
    /// Which address of the list it is.
    pub(super) entry: usize,
    /// Place of the node above.
    pub(super) parent: Option<usize>,
    /// Places of the nodes beside it, itself among them.
    pub(super) siblings: Range<usize>,
    pub(super) children: Range<usize>,
}

/// The host and the parts of the path; the query counts as one part more. Whether there is a slash at the
/// end, and whether it is http or https, makes no difference.
fn parts(url: &str) -> impl Iterator<Item = &str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    path.trim_end_matches('/').split('/').chain(query)
}

/// Whether `url` continues `above`: one more part or several.
fn is_below(url: &str, above: &str) -> bool {
    let mut longer = parts(url);
    let mut shorter = parts(above);
    loop {
        match (longer.next(), shorter.next()) {
            (Some(one), Some(other)) if one == other => {}
            (rest, None) => return rest.is_some(),
            _ => return false,
        }
    }
}

/// Host and first part of the path.
fn section(url: &str) -> (Option<&str>, Option<&str>) {
    let mut parts = parts(url);
    (parts.next(), parts.next())
}

/// The nodes of `urls`, level by level, those at the top first, and how many these are. Equal addresses
/// make one node.
///
/// Sorted part by part, an address stands before all that continue it, so one pass with the addresses
/// above the current one finds every parent.
pub(super) fn tree(urls: &[&str]) -> (Vec<Node>, usize) {
    let url = |entry: usize| urls.get(entry).copied().unwrap_or_default();
    let mut sorted: Vec<usize> = (0..urls.len()).collect();
    sorted.sort_unstable_by(|one, other| {
        parts(url(*one)).cmp(parts(url(*other))).then_with(|| url(*one).cmp(url(*other))).then_with(|| one.cmp(other))
    });
    sorted.dedup_by(|one, other| url(*one) == url(*other));

    let mut children: Vec<Vec<usize>> = vec![Vec::new(); urls.len()];
    let (mut tops, mut above): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for entry in sorted {
        while above.last().is_some_and(|top| !is_below(url(entry), url(*top))) {
            above.pop();
        }
        above.last().and_then(|parent| children.get_mut(*parent)).unwrap_or(&mut tops).push(entry);
        above.push(entry);
    }

    let roots = tops.len();
    let mut nodes: Vec<Node> = Vec::with_capacity(urls.len());
    // At the top, those of the same section are beside each other; sorted, they stand together.
    for group in tops.chunk_by(|one, other| section(url(*one)) == section(url(*other))) {
        let siblings = nodes.len()..nodes.len() + group.len();
        nodes.extend(group.iter().map(|entry| node(*entry, None, siblings.clone())));
    }
    let mut next = 0;
    while let Some(entry) = nodes.get(next).map(|node| node.entry) {
        let list = children.get(entry).map_or(&[][..], Vec::as_slice);
        let range = nodes.len()..nodes.len() + list.len();
        nodes.extend(list.iter().map(|child| node(*child, Some(next), range.clone())));
        if let Some(parent) = nodes.get_mut(next) {
            parent.children = range;
        }
        next += 1;
    }
    (nodes, roots)
}

fn node(entry: usize, parent: Option<usize>, siblings: Range<usize>) -> Node {
    Node { entry, parent, siblings, children: 0..0 }
}

#[cfg(test)]
mod tests {
    use super::tree;

    /// Each address with the one above it, and how many are at the top.
    fn parents<'a>(urls: &[&'a str]) -> (Vec<(&'a str, Option<&'a str>)>, usize) {
        let (nodes, roots) = tree(urls);
        for (place, node) in nodes.iter().enumerate() {
            assert!(node.siblings.contains(&place), "{node:?}");
            assert!(node.children.clone().all(|child| nodes[child].parent == Some(place)), "{node:?}");
        }
        let list = nodes.iter().map(|node| (urls[node.entry], node.parent.map(|parent| urls[nodes[parent].entry])));
        let mut list: Vec<_> = list.collect();
        list.sort_unstable();
        (list, roots)
    }

    #[test]
    fn the_longest_address_that_is_continued_is_the_parent() {
        let (home, shop, tents) = ("https://a.example/", "https://a.example/shop", "https://a.example/shop/tents/");
        let deep = "https://a.example/shop/x/y/z";
        let query = "http://a.example/shop?page=2";
        let similar = "https://a.example/shopping";
        let other = "https://b.example/shop/tents";
        let (list, roots) = parents(&[deep, other, tents, similar, query, home, shop, home]);
        let mut expected = vec![
            (home, None),
            (shop, Some(home)),
            (tents, Some(shop)),
            (deep, Some(shop)),
            (query, Some(shop)),
            (similar, Some(home)),
            (other, None),
        ];
        expected.sort_unstable();
        assert_eq!((list, roots), (expected, 2));
    }

    #[test]
    fn a_flat_list_has_neighbours_in_its_sections() {
        let urls = ["https://a.example/x/1", "https://a.example/y/1", "https://a.example/x/2"];
        let (nodes, roots) = tree(&urls);
        assert_eq!(roots, 3);
        let neighbours: Vec<_> = nodes.iter().map(|node| (urls[node.entry], node.siblings.clone())).collect();
        assert_eq!(neighbours, [(urls[0], 0..2), (urls[2], 0..2), (urls[1], 2..3)]);
    }
}
