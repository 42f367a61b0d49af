// The load of the kill test: several clients that sell, correct, take back and repeat themselves against a server that may die at any moment.
// Every client remembers what it sent and what became of it, so that afterwards somebody can count.

import { randomOf } from '../../../scripts/demo-company/random.mjs';

const owners = ['anna', 'Anna Snelling', 'ben', 'cai', 'dan', 'nobody', undefined];
const types = ['deal.won', 'deal.won', 'order.paid', 'deal.lost', 'refund.issued'];

function freshEvent(random, id) {
  const at = new Date(Date.UTC(2026, random.int(0, 11), random.int(1, 28), random.int(0, 23), random.int(0, 59), random.int(0, 59), random.int(0, 999)));
  // A record of the coming weeks would wait in quarantine; the year before is just as good.
  if (at > Date.now()) at.setUTCFullYear(2025);
  return {
    id, source: 'load', type: random.pick(types), occurred_at: at.toISOString(), owner: random.pick(owners), version: 1,
    amount: `${random.int(0, 99_999)}.${String(random.int(0, 99)).padStart(2, '0')}`,
    segment: random.pick(['new', 'existing', undefined]), product: random.pick(['GTX Basic', 'GTX Pro', 'GTXPro', undefined]),
  };
}

/** The next event of one client: mostly new, some edits and voids of its own records, some sent once more. */
function nextEvent(random, client) {
  const draw = random.next();
  if (client.records.length === 0 || draw < 0.65) {
    const event = freshEvent(random, `${client.name}-${client.records.length}`);
    client.records.push(event);
    return event;
  }
  const index = random.int(Math.max(0, client.records.length - 300), client.records.length - 1);
  const former = client.records[index];
  if (draw < 0.75) return former;
  const version = former.version + 1;
  const newer = draw < 0.8 ? { id: former.id, source: 'load', type: 'void', occurred_at: former.occurred_at, version } : { ...freshEvent(random, former.id), version };
  client.records[index] = newer;
  return newer;
}

const keyOf = ({ id, version }) => `${id} ${version}`;

/** One client. `batch` is the most rows it puts into a body; `answered()` is called at every answer it gets; `token`: what it shows, if it must. */
export function createClient(name, seed, batch, answered, token) {
  const client = { name, random: randomOf(`${seed}/${name}`), records: [], batch, acknowledged: new Map(), uncertain: new Map(), requests: 0, broken: 0 };

  const settle = (events) => {
    for (const event of events) {
      client.acknowledged.set(keyOf(event), event);
      client.uncertain.delete(keyOf(event));
    }
  };

  /** Sends once. True: acknowledged. False: the connection broke, nobody knows. */
  async function send(url, events) {
    const single = events.length === 1;
    client.requests += 1;
    try {
      const response = await fetch(`${url}/api/v1/events`, {
        method: 'POST', headers: { 'content-type': single ? 'application/json' : 'application/x-ndjson', ...(token && { authorization: `Bearer ${token}` }) },
        body: single ? JSON.stringify(events[0]) : events.map((event) => JSON.stringify(event)).join('\n'),
      });
      const text = await response.text();
      if (response.status === 503) return false;
      if (!response.ok) throw Object.assign(new Error(`${response.status} ${text}`), { refused: true });
      checkCounts(JSON.parse(text), events.length);
    } catch (error) {
      if (error.refused) throw error;
      client.broken += 1;
      return false;
    }
    settle(events);
    answered();
    return true;
  }

  /**
   * Works until told to end; `endpoint()` tells where the server is, or resolves when there is one again. What broke
   * is sent again half the time, as a careful client would, and left uncertain otherwise.
   */
  client.work = async (endpoint, ended) => {
    while (!ended()) {
      const count = client.batch === 1 ? 1 : client.random.int(2, client.batch);
      const events = Array.from({ length: count }, () => nextEvent(client.random, client));
      for (const event of events) if (!client.acknowledged.has(keyOf(event))) client.uncertain.set(keyOf(event), event);
      let done = await send(await endpoint(), events);
      const careful = client.random.chance(0.5);
      while (!done && careful && !ended()) done = await send(await endpoint(), events);
    }
  };
  return client;
}

/** All rows were good, so each is told of: settled, or (by a node whose log is away) kept. */
function checkCounts({ queued = 0, accepted = 0, replaced = 0, stale = 0, duplicate = 0, quarantined = 0, rejected }, rows) {
  const sum = queued + accepted + replaced + stale + duplicate + quarantined + rejected.length;
  if (sum !== rows || quarantined > 0 || rejected.length > 0) {
    throw Object.assign(new Error(`${rows} rows were answered with ${JSON.stringify({ accepted, replaced, stale, duplicate, quarantined, rejected })}`), { refused: true });
  }
}
