//! Writing `application/x-www-form-urlencoded` without allocating anything but the output.

/// `text` encoded once, for tables that are built at start and then only copied from.
pub(crate) fn encoded(text: &str) -> Box<str> {
    let mut out = String::new();
    push_encoded(&mut out, text);
    out.into_boxed_str()
}

/// Appends `text`, encoded.
pub(crate) fn push_encoded(out: &mut String, text: &str) {
    for piece in form_urlencoded::byte_serialize(text.as_bytes()) {
        out.push_str(piece);
    }
}

/// Appends `number` in decimal.
pub(crate) fn push_number(out: &mut String, number: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Appends `number` as 16 lower-case hexadecimal digits.
pub(crate) fn push_hex(out: &mut String, number: u64) {
    for byte in number.to_be_bytes() {
        out.push(hex_digit(byte >> 4));
        out.push(hex_digit(byte & 15));
    }
}

fn hex_digit(nibble: u8) -> char {
    char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 })
}

#[cfg(test)]
mod tests {
    use super::push_hex;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn hex_agrees_with_the_standard_library(number: u64) {
            let mut out = String::new();
            push_hex(&mut out, number);
            prop_assert_eq!(out, format!("{number:016x}"));
        }
    }
}
