import type { BankConfig } from '../../platform/config-bank.ts'
import { alone } from './alone.ts'
import { applyFiles } from './apply.ts'
import { batchOrders } from './batch.ts'
import { composeFiles } from './compose.ts'
import type { BankRailDeps } from './deps.ts'
import { fetchFiles } from './fetch.ts'
import * as health from './queries-health.ts'
import { numberRecalls } from './recall.ts'
import { sendFiles } from './send.ts'
import { BankUnreachable, withBankServer } from './sftp.ts'

/**
 * One look at the bank: what is due is put into files, files are sent, the bank's are taken and applied. One process at a
 * time. A bank that is away stops nothing else: files wait, and the next look tries again. What fails in one step is
 * thrown at the end: money that comes in is booked although a file cannot leave.
 */
export async function exchange(deps: BankRailDeps): Promise<void> {
  const { bank } = deps
  if (!bank) return
  await alone(deps.db, 'exchange', async () => {
    const failures: unknown[] = []
    const attempt = (step: () => Promise<void>): Promise<void> =>
      step().catch((error: unknown) => void failures.push(error))
    await attempt(() => batchOrders(deps))
    await attempt(() => numberRecalls(deps))
    await attempt(() => composeFiles(deps, bank))
    await attempt(async () => {
      failures.push(...(await visitBank(deps, bank)))
    })
    await attempt(() => applyFiles(deps))
    if (failures.length === 1) throw failures[0]
    if (failures.length > 1) throw new AggregateError(failures, 'a look at the bank failed in several places')
  })
}

/**
 * Gives back what failed here. A bank that is away, or refuses a file to be written or read, is noted: the first such
 * failure, because where the line broke those after it only say that there is none.
 */
async function visitBank(deps: BankRailDeps, bank: BankConfig): Promise<unknown[]> {
  const failures: unknown[] = []
  try {
    await withBankServer(bank, async server => {
      failures.push(...(await sendFiles(deps, server)))
      await fetchFiles(deps, server)
    })
    if (!failures.some(isSilence) && (await health.recordContact(deps.db.pool, deps.clock.now())))
      deps.log.info('the bank answers again')
  } catch (error) {
    failures.push(error)
  }
  const silence = failures.find(isSilence)
  if (silence) await noteSilence(deps, silence)
  return failures.filter(failure => !isSilence(failure))
}

function isSilence(failure: unknown): failure is BankUnreachable {
  return failure instanceof BankUnreachable
}

async function noteSilence(deps: BankRailDeps, error: BankUnreachable): Promise<void> {
  const silence = { at: deps.clock.now(), error: error.message }
  if (await health.recordSilence(deps.db.pool, silence))
    deps.log.error({ err: error }, 'the bank cannot be reached; files wait')
}
