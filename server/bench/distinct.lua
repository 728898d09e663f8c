-- Distinct hits for wrk, of the size and kind Trackstorm sends: every request with its own visitor,
-- page, title and random number, as a form body.
local pages, agents = {}, {
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
}
for i = 1, 2000 do
  pages[i] = string.format("https%%3A%%2F%%2Fwww.example.org%%2Fsection-%d%%2Ftopic-%d%%2Farticle-%d", i % 7, i % 90, i)
end
local encoded = {}
for i, agent in ipairs(agents) do
  encoded[i] = agent:gsub("[^%w%-%._ ]", function(c) return string.format("%%%02X", c:byte()) end):gsub(" ", "+")
end
math.randomseed(os.time())
local random, format = math.random, string.format
local count = 0

function request()
  count = count + 1
  local page, before, agent = random(2000), random(2000), random(4)
  local body = format(
    "idsite=1&rec=1&apiv=1&send_image=0&url=%s&action_name=Article+%d&cid=%08x%08x&pv_id=%06x&urlref=%s&rand=%d"
      .. "&res=1920x1080&h=%d&m=%d&s=%d&cookie=1&lang=en-GB&pf_net=%d&pf_srv=%d&pf_tfr=%d&pf_dm1=%d&pf_dm2=%d&pf_onl=%d&ua=%s"
      .. "&uadata=%%7B%%22fullVersionList%%22%%3A%%5B%%7B%%22brand%%22%%3A%%22Chromium%%22%%7D%%5D%%2C%%22mobile%%22%%3Afalse%%7D",
    pages[page], page, random(0, 2147483647), count, random(0, 16777215), pages[before], random(1000000),
    random(0, 23), random(0, 59), random(0, 59), random(50), random(200), random(50), random(400), random(400), random(20), encoded[agent]
  )
  return wrk.format("POST", "/matomo.php", {
    ["User-Agent"] = agents[agent],
    ["Accept-Language"] = "en-GB,en;q=0.9",
    ["Content-Type"] = "application/x-www-form-urlencoded",
  }, body)
end
