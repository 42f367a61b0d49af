// A day's number of sales through the real server into one wall; its clock is the real one.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { testPlan } from '../../integration/support/plan.mjs';
import { binary, repository, temporaryFolder, writeJson } from '../../integration/support/process.mjs';
import { dealsOfDay } from './soak.mjs';

const owners = ['anna', 'ben', 'cai', 'dan'];

export class RealDay {
  #done = 0;

  async start() {
    const folder = temporaryFolder();
    const plan = writeJson(folder, 'plan.json', testPlan());
    this.server = spawn(binary, ['serve', '--plan', plan, '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', '--web', join(repository, 'web')], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    this.url = await new Promise((found, failed) => {
      let text = '';
      this.server.stderr.setEncoding('utf8').on('data', (more) => {
        text += more;
        const match = /listening address=(\S+) port=(\d+)/.exec(text);
        if (match !== null) found(`http://${match[1]}:${match[2]}`);
      });
      this.server.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${text}`)));
      this.server.once('error', failed);
    });
    return `${this.url}/wall?period=year&scenes=board,teams,trend&seconds=5&night=off`;
  }

  /** Everything up to this share of the day's sales; one in twenty corrected, one in fifty taken back. */
  async step(share) {
    const rows = [];
    for (; this.#done < Math.floor(share * dealsOfDay); this.#done += 1) rows.push(...this.#sale());
    if (rows.length === 0) return;
    const answer = await fetch(`${this.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rows) });
    if (!answer.ok) throw new Error(await answer.text());
  }

  #sale() {
    const index = this.#done;
    const sale = { id: `S-${index}`, source: 'crm', type: 'deal.won', occurred_at: new Date().toISOString(), owner: owners[index % 4], amount: String(100 + (index * 7919) % 90_000), customer: `客户 ${index}` };
    if (index % 20 === 7) return [sale, { ...sale, amount: '50', version: 2 }];
    if (index % 50 === 9) return [sale, { ...sale, type: 'void', version: 2 }];
    return [sale];
  }

  async end() {
    const ended = new Promise((resolve) => { this.server.once('close', resolve); });
    this.server.removeAllListeners('exit');
    this.server.kill('SIGTERM');
    await ended;
  }
}
