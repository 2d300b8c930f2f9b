import type { z } from 'zod'
import type { diagnosisSchema } from '../../contract/api/diagnosis.ts'
import { grouped } from '../../contract/check-digit.ts'
import { fillSentences, type Reader } from '../platform/messages.ts'
import { fillIn } from '../platform/record-texts.ts'
import english from '../messages/diagnosis/en.json' with { type: 'json' }
import chinese from '../messages/diagnosis/zh-CN.json' with { type: 'json' }
import type { DiagnosisFacts } from './facts.ts'
import type { Finding } from './finding.ts'

type WireDiagnosis = z.input<typeof diagnosisSchema>

const texts = { en: english, 'zh-CN': chinese }

/** A finding in somebody's language; what is written to support says all of it, so that nobody has to ask again. */
export function tellFinding(
  finding: Finding,
  { transaction, now }: DiagnosisFacts,
  reader: Reader,
): WireDiagnosis {
  const { causes, contact } = texts[reader.locale]
  const { title, text } = causes[finding.cause]
  const said = fillSentences(text, finding.facts, reader)
  const number = grouped(transaction.number)
  return {
    number: transaction.number,
    status: transaction.status,
    severity: finding.severity,
    cause: finding.cause,
    title,
    text: said,
    evidence: [...finding.evidence],
    actions: finding.actions.map(action =>
      action.type === 'contact_support'
        ? {
            type: 'contact_support',
            subject: fillIn(contact.subject, { number, title }),
            body: fillIn(contact.body, {
              number,
              title,
              text: said,
              cause: finding.cause,
              status: transaction.status,
              reason: transaction.status_reason ?? '–',
              at: now.toISOString(),
            }),
          }
        : action,
    ),
    checked_at: now.toISOString(),
  }
}
