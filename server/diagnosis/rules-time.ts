import { causeOfDecline } from './rules-rails.ts'
import type { DiagnosisFacts } from './facts.ts'
import { contact, problem, tryAgain, type Finding, type ProposedAction } from './finding.ts'

const isOver = ({ transaction: { expected_by: at }, now }: DiagnosisFacts): boolean =>
  at !== null && Date.parse(at) <= now.getTime()

/** What is still under way: in time, late, or waiting for somebody. */
export function diagnoseWaiting(facts: DiagnosisFacts): Finding | undefined {
  const { transaction, bankDown } = facts
  const { status, status_reason: reason, expected_by: until, actions, timeline } = transaction
  const open = ['requires_action', 'requires_confirmation', 'scheduled', 'awaiting_acceptance', 'pending']
  if (![...open, 'processing', 'in_review', 'in_transit', 'sent'].includes(status)) return undefined
  const cancel: ProposedAction[] = actions.includes('cancel') ? [{ type: 'cancel' }] : []
  const waiting = (cause: Finding['cause'], first: readonly ProposedAction[]): Finding => ({
    cause,
    severity: 'waiting',
    facts: { until },
    evidence: until === null ? [] : [{ fact: 'promised', value: until, at: until }],
    actions: [...first, ...cancel],
  })
  if (status === 'requires_action' || status === 'requires_confirmation') {
    const declined = timeline.findLast(step => step.text === 'deposit_declined')
    const onward: ProposedAction[] = actions.includes('continue') ? [{ type: 'continue' }] : []
    const cause = causeOfDecline(declined?.reason ?? null)
    if (!declined || cause === undefined) return waiting('waiting_for_you', onward)
    return problem(cause, [...onward, ...cancel], {
      evidence: [{ fact: 'declined', value: declined.reason ?? '', at: declined.at }],
    })
  }
  if (status === 'awaiting_acceptance') return waiting('waiting_for_recipient', [{ type: 'wait', until }])
  if (timeline.at(-1)?.text.endsWith('recall_refused'))
    return problem('recall_refused', [{ type: 'wait', until }, contact])
  if (reason === 'late' || isOver(facts))
    return problem('overdue', [contact, ...cancel], {
      facts: { until },
      evidence: [
        ...(until === null ? [] : [{ fact: 'promised', value: until, at: until }]),
        ...(bankDown
          ? [{ fact: 'bank_down', value: bankDown.toISOString(), at: bankDown.toISOString() }]
          : []),
      ],
    })
  return waiting('on_its_way', [{ type: 'wait', until }])
}

/** What ended without a rail's reason. */
export function diagnoseEnd({ transaction }: DiagnosisFacts): Finding | undefined {
  const { status, status_reason: reason, kind, direction } = transaction
  const evidence = [{ fact: 'ended', value: transaction.updated_at, at: transaction.updated_at }]
  if (reason === 'counterparty_restricted')
    return problem('recipient_cannot_receive', [{ type: 'correct_details' }, contact])
  if (['completed', 'succeeded', 'paid'].includes(status))
    return { cause: 'all_done', severity: 'fine', facts: {}, evidence, actions: [] }
  if (status === 'canceled') {
    if (direction === 'out' && kind === 'transfer' && reason !== null && reason.includes('declin'))
      return problem('refused_by_recipient', [tryAgain], { evidence })
    return { cause: 'canceled_by_you', severity: 'fine', facts: {}, evidence, actions: [tryAgain] }
  }
  if (status === 'expired')
    return problem(kind === 'deposit' ? 'not_paid_in_time' : 'not_accepted_in_time', [tryAgain], { evidence })
  if (status === 'returned' || status === 'reversed')
    return problem('money_went_back', [tryAgain, contact], { evidence })
  return undefined
}
