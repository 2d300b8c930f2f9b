import { writeSync } from 'node:fs'
import { DomainError } from '../../server/platform/errors.ts'
import { orderOf } from './kill-load.ts'
import { move, openSmallBank } from './small-bank.ts'

/**
 * The process that kill.test.ts kills: sends orders through a pipeline without end, thirty-two at a time, and says so
 * before each and when it was acknowledged. `writeSync`, because what was told must not be lost in a buffer when
 * the process dies; and when nobody listens any more, it ends by that.
 */
const [appUrl = '', readerUrl = '', seed = '', first = '0'] = process.argv.slice(2)
const bank = openSmallBank({ appUrl, readerUrl }, { maxBatch: 16, patienceMs: 15_000 })
let next = Number(first)

async function customer(): Promise<void> {
  for (;;) {
    const number = next++
    const order = orderOf(seed, number, bank.clock.now())
    writeSync(1, `sent ${number}\n`)
    try {
      const { outcome } = await bank.run(move, order.move, { key: order.key })
      writeSync(1, `acknowledged ${number} ${outcome.status}\n`)
    } catch (error) {
      // 503: the caller was told to repeat. Anything else is a bug and ends this process with its stack.
      if (!(error instanceof DomainError) || error.refusal.code !== 'overloaded') throw error
    }
  }
}

await Promise.all(Array.from({ length: 32 }, customer))
