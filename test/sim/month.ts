import { readOptions } from './options.ts'
import { runMonth } from './run-month.ts'

/**
 * `npm run -s sim:month -- --seed N`: a month on the test clock over all rails, with counterparties that misbehave and
 * processes that are killed. Prints one JSON object last; what is wrong goes to stderr, and the exit code is 1. With
 * `SIM_KEEP=1` books that are wrong stay to be looked into, until Ctrl-C.
 */
const { report, complaints } = await runMonth(readOptions(process.argv.slice(2)))
for (const complaint of complaints) console.error(complaint)
console.log(JSON.stringify(report))
process.exit(complaints.length === 0 ? 0 : 1)
