import { useTranslation } from 'react-i18next'
import type { Challenge } from '../lib/step-up.ts'
import { Facts, type Fact } from './facts.tsx'
import { Amount } from './money.tsx'

/** What is confirmed: amount, recipient and whatever else the server says, and why it asks. */
export function StepUpFacts({ display }: { display: Challenge['display'] }) {
  const { t } = useTranslation()
  const { amount, total, recipient, recipient_account, facts, reason } = display
  const withFees = amount !== null && total !== null && total.value !== amount.value
  const lines: (Fact | false | null)[] = [
    amount && { label: t('stepUp.amount'), value: <Amount money={amount} />, strong: true },
    withFees && { label: t('stepUp.total'), value: <Amount money={total} /> },
    recipient !== null && {
      label: t('stepUp.recipient'),
      value: (
        <>
          <bdi className="block wrap-anywhere">{recipient}</bdi>
          {recipient_account === null ? null : (
            <span dir="ltr" className="block text-sm font-normal text-muted tabular-nums">
              {recipient_account}
            </span>
          )}
        </>
      ),
    },
    ...facts.map(({ name, value }) => ({
      label: t(`stepUp.facts.${name}`),
      value: <bdi className="wrap-anywhere">{value}</bdi>,
    })),
  ]
  const known = lines.filter(line => line !== null && line !== false)
  if (known.length === 0) return null
  return (
    <div className="rounded-xl bg-sunken px-4 py-1">
      <Facts lines={known} />
      {reason ? (
        <p className="border-t border-line py-3 text-sm text-muted">{t(`stepUp.reason.${reason}`)}</p>
      ) : null}
    </div>
  )
}
