import { useTranslation } from 'react-i18next'
import { formatDate } from '../lib/format.ts'
import { useLanguage } from '../lib/i18n.ts'
import type { Language } from '../lib/preferences.ts'
import type { Challenge } from '../lib/step-up.ts'
import { Facts, type Fact } from './facts.tsx'
import { Amount } from './money.tsx'

/** What is confirmed: amount, recipient and whatever else the server says, and why it asks. */
export function StepUpFacts({ challenge: { display, operation } }: { challenge: Challenge }) {
  const { t } = useTranslation()
  const language = useLanguage()
  // An account of one's own is no recipient.
  const isOwn = operation === 'withdrawal'
  const { amount, total, recipient, recipient_account, facts, reason } = display
  const withFees = amount !== null && total !== null && total.value !== amount.value
  const lines: (Fact | false | null)[] = [
    amount && {
      label: t(isOwn ? 'stepUp.ofAccount.amount' : 'stepUp.amount'),
      value: <Amount money={amount} />,
      strong: true,
    },
    withFees && { label: t('stepUp.total'), value: <Amount money={total} /> },
    recipient !== null && {
      label: t(isOwn ? 'stepUp.ofAccount.recipient' : 'stepUp.recipient'),
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
      value: <bdi className="wrap-anywhere">{isDay(name) ? dayText(value, language) : value}</bdi>,
    })),
  ]
  const known = lines.filter(line => line !== null && line !== false)
  if (known.length === 0) return null
  return (
    <div className="rounded-xl bg-sunken px-4 py-1">
      <Facts lines={known} />
      {reason ? (
        <p className="border-t border-line py-3 text-sm text-muted">
          {t(
            isOwn && reason === 'new_recipient'
              ? 'stepUp.ofAccount.new_recipient'
              : `stepUp.reason.${reason}`,
          )}
        </p>
      ) : null}
    </div>
  )
}

/** A calendar day has no zone; noon is that day everywhere. */
function dayText(day: string, language: Language): string {
  return formatDate(`${day}T12:00:00`, language)
}

function isDay(name: string): boolean {
  return name === 'first_day' || name === 'last_day'
}
