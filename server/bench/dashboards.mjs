// So many open dashboards: streams of /api/live as browsers ask for them, read and thrown away. Says "open" when each
// has its first picture, and ends by itself after so many seconds.
// Usage: node dashboards.mjs HOST:PORT COUNT SECONDS
import net from "node:net";

const [address, count, seconds] = process.argv.slice(2);
const [host, port] = address.split(":");
const ask = `GET /api/live HTTP/1.1\r\nhost: ${address}\r\naccept: text/event-stream\r\naccept-encoding: gzip\r\n\r\n`;
let waiting = Number(count);
let bytes = 0;
for (let tab = 0; tab < Number(count); tab += 1) {
  const socket = net.connect({ host, port: Number(port) }, () => socket.write(ask));
  socket.once("data", () => {
    waiting -= 1;
    if (waiting === 0) console.log("open");
  });
  socket.on("data", (part) => { bytes += part.length; });
  socket.on("error", (error) => {
    console.error(`a dashboard was cut off: ${error.message}`);
    process.exit(1);
  });
}
setTimeout(() => {
  console.log(`${Math.round(bytes / Number(count) / Number(seconds))} bytes a second each`);
  process.exit(0);
}, Number(seconds) * 1_000);
