import { getCustomerTransactionDiagnosis, getTransactionDiagnosis } from '../../contract/api/diagnosis.ts'
import type { Locale } from '../../contract/schemas.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { diagnose } from './diagnose.ts'
import { gatherFacts, type DiagnosisParts } from './gather-facts.ts'
import { tellFinding } from './tell.ts'

/** Says what is the matter with a transaction: facts from many slices, rules that are pure, words for one reader. */
export function diagnosisRoutes(parts: DiagnosisParts): Route[] {
  const tell = async (which: { ownerId: string; number: string; now: Date; locale: Locale }) => {
    const facts = await gatherFacts(parts, which)
    if (!facts) throw new DomainError('not_found')
    const reader = { locale: which.locale, timeZone: parts.operator.timeZone }
    return tellFinding(diagnose(facts), facts, reader)
  }
  return [
    route(getTransactionDiagnosis, async ({ params, context }) => {
      const { customerId: ownerId } = context.principal
      return await tell({ ownerId, number: params.number, now: context.now, locale: context.locale })
    }),
    route(getCustomerTransactionDiagnosis, async ({ params, context }) => {
      const { customer: ownerId, number } = params
      context.audit({ subject: ownerId, details: { transaction: number } })
      return await tell({ ownerId, number, now: context.now, locale: context.locale })
    }),
  ]
}
