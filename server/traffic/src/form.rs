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

/// Appends `name` (with its `&` and `=`) and `value`, encoded; nothing if the value is empty.
pub(crate) fn push_parameter(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        out.push_str(name);
        push_encoded(out, value);
    }
}

/// Appends an amount of hundredths as a number with two decimals.
pub(crate) fn push_cents(out: &mut String, cents: u64) {
    push_number(out, cents / 100);
    out.push('.');
    push_number(out, cents / 10 % 10);
    push_number(out, cents % 10);
}

/// `text`, which is form-encoded, as people read it.
pub(crate) fn decoded(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
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
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_have_two_decimals() {
        for (cents, text) in [(0, "0.00"), (5, "0.05"), (70, "0.70"), (123_456, "1234.56")] {
            let mut out = String::new();
            push_cents(&mut out, cents);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn decoding_undoes_encoding() {
        for text in ["", "a&b=c d+e%", "Älvskog / 日本"] {
            assert_eq!(decoded(&encoded(text)), text);
        }
    }

    proptest! {
        #[test]
        fn hex_agrees_with_the_standard_library(number: u64) {
            let mut out = String::new();
            push_hex(&mut out, number);
            prop_assert_eq!(out, format!("{number:016x}"));
        }
    }
}
