import { fileURLToPath } from 'node:url'
import { tidy } from './tidy/tidy.ts'

/** House rules as a program: prints every breach with its reason; exit code 1 if there is any. */
const breaches = tidy(fileURLToPath(new URL('..', import.meta.url)))
for (const { file, line, says } of breaches) console.error(`${file}:${line}  ${says}`)
console.log(breaches.length === 0 ? 'tidy' : `${breaches.length} breaches of the house rules`)
process.exitCode = breaches.length === 0 ? 0 : 1
