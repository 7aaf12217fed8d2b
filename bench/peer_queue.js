// peer_queue.js: the queue graphile-worker with tasks that do nothing, two at a time.
//
//   NODE_PATH=…/node_modules node peer_queue.js TASKS [batch]
//       on the database that libpq's environment names (a scratch one: it makes a schema there);
//       prints "ENQUEUE_S RUN_S": seconds to put the tasks in, and to do them
//
// batch: jobs are taken 500 at a time and completed together, as its documentation advises for speed.
'use strict';

const { run, runMigrations, Logger } = require('graphile-worker');
const { Pool } = require(require.resolve('pg', { paths: [require.resolve('graphile-worker')] }));

const tasks = Number(process.argv[2]);
const preset = process.argv[3] === 'batch'
	? { worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } } : {};
const seconds = (from, to) => (Number(to - from) / 1e9).toFixed(4);

async function main() {
	const pool = new Pool({ host: process.env.PGHOST, user: process.env.PGUSER, database: process.env.PGDATABASE, max: 10 });
	pool.on('error', (e) => { throw e; });
	pool.on('connect', (client) => client.on('error', (e) => { throw e; }));
	const logger = new Logger(() => () => {});

	await runMigrations({ pgPool: pool, logger });
	const began = process.hrtime.bigint();
	await pool.query(`SELECT graphile_worker.add_jobs(ARRAY(SELECT json_populate_record(
		NULL::graphile_worker.job_spec, json_build_object('identifier', 'noop', 'payload', json_build_object('i', g)))
		FROM generate_series(1, $1::int) g))`, [tasks]);
	const enqueued = process.hrtime.bigint();
	let done = 0;
	let all;
	const finished = new Promise((resolve) => { all = resolve; });
	const runner = await run({ pgPool: pool, logger, concurrency: 2, noHandleSignals: true, pollInterval: 100, preset,
		taskList: { noop: async () => { if (++done === tasks) all(); } } });
	await finished;
	const ended = process.hrtime.bigint();
	console.log(`${seconds(began, enqueued)} ${seconds(enqueued, ended)}`);
	await runner.stop();
	await pool.end();
}

main().then(() => process.exit(0), (e) => { console.error(e.message); process.exit(1); });
