import { z } from 'zod'
import { nameCheckResults, type NameCheckResult } from '../../../contract/api/payment-methods.ts'
import type { BankAccount } from '../../../contract/bank-accounts/index.ts'
import { isCleanText } from '../../../contract/schemas.ts'
import { boundedText } from '../../platform/bounded-body.ts'
import type { Logger } from '../../platform/log.ts'

/** What the bank of an account says of a name. `name`: the one it has, only where ours comes close. */
export type NameAnswer = { result: NameCheckResult; name: string | null; reference: string | null }

/** Asks the bank of an account whether it is held in a name (UK: Confirmation of Payee; EU: Verification of Payee). */
export type NameChecker = {
  /** Talks to the network; never rejects: a bank that cannot be asked is an answer. */
  check(question: { id: string; name: string; account: BankAccount }): Promise<NameAnswer>
}

/** Where it is asked; the provider reaches the banks. */
export type NameCheckProvider = { url: string; token: string }

/** The customer waits for it; the EU's scheme allows five seconds (Regulation 2024/886, rulebook of the EPC). */
const timeoutMs = 5_000
const maxAnswerBytes = 64 * 1_024

const answerSchema = z.object({
  result: z.enum(nameCheckResults),
  name: z.string().min(1).max(140).refine(isCleanText).nullable(),
  reference: z.string().max(100).refine(isCleanText).nullable(),
})

const notPossible: NameAnswer = { result: 'not_possible', name: null, reference: null }

/** Without a provider no name can be checked, and customers are told so with every account. */
export function createNameChecker(provider: NameCheckProvider | undefined, log: Logger): NameChecker {
  if (!provider) return { check: () => Promise.resolve(notPossible) }
  return {
    async check(question) {
      try {
        return await ask(provider, question)
      } catch (error) {
        // Neither the account nor the name is in the log.
        log.warn({ err: error, name_check: question.id }, 'the name on an account could not be checked')
        return notPossible
      }
    },
  }
}

async function ask(
  { url, token }: NameCheckProvider,
  question: { id: string; name: string; account: BankAccount },
): Promise<NameAnswer> {
  const answer = await fetch(`${url}/name_checks`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify(question),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (answer.status !== 200) throw new Error(`the provider of name checks answered ${answer.status}`)
  const { result, name, reference } = answerSchema.parse(
    JSON.parse(await boundedText(answer, maxAnswerBytes)),
  )
  // A name is given away only where the customer's own comes close to it.
  if (result !== 'close_match') return { result, name: null, reference }
  return name === null ? { result: 'no_match', name: null, reference } : { result, name, reference }
}
