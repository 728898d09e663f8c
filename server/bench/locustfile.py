"""Distinct hits for Locust's FastHttpUser, of the size and kind Trackstorm sends; see speed.sh."""

import random
from urllib.parse import urlencode

from locust import FastHttpUser, constant, task

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
HEADERS = {"User-Agent": AGENT, "Accept-Language": "en-GB,en;q=0.9", "Content-Type": "application/x-www-form-urlencoded"}
UADATA = '{"fullVersionList":[{"brand":"Chromium"}],"mobile":false}'


def page(number):
    return f"https://www.example.org/section-{number % 7}/topic-{number % 90}/article-{number}"


class Visitor(FastHttpUser):
    wait_time = constant(0)

    @task
    def hit(self):
        number = random.randrange(2000)
        body = {
            "idsite": 1, "rec": 1, "apiv": 1, "send_image": 0,
            "url": page(number), "urlref": page(random.randrange(2000)), "action_name": f"Article {number}",
            "cid": f"{random.getrandbits(64):016x}", "pv_id": f"{random.getrandbits(24):06x}", "rand": random.randrange(10**6),
            "res": "1920x1080", "h": random.randrange(24), "m": random.randrange(60), "s": random.randrange(60),
            "cookie": 1, "lang": "en-GB", "pf_net": 20, "pf_srv": random.randrange(200), "pf_tfr": 20,
            "pf_dm1": 200, "pf_dm2": 200, "pf_onl": 10, "ua": AGENT, "uadata": UADATA,
        }
        self.client.post("/matomo.php", urlencode(body), headers=HEADERS)
