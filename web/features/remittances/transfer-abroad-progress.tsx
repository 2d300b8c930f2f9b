import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { formatDate, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert, type Tone } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { AbroadTimeline } from './abroad-timeline.tsx'
import { CancelTransfer } from './cancel-transfer.tsx'
import { PriceFacts } from './price-facts.tsx'
import { isHeld, isSettled, type TransferAbroad } from './queries.ts'
import { RecipientCard } from './recipient-card.tsx'

/** What became of it so far, in words, and each step with its proof. */
export function TransferAbroadProgress({ transfer }: { transfer: TransferAbroad }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-4">
      <Card className="flex flex-col gap-5">
        <div className="flex flex-col items-center gap-2 pt-1 text-center">
          <StatusPill status={transfer.status} />
          <p className="text-3xl">
            <Amount money={transfer.receive} look="display" />
          </p>
          <Link
            to="/app/transactions/$number"
            params={{ number: transfer.number }}
            className="inline-flex min-h-8 items-center text-sm text-muted tabular-nums underline decoration-line underline-offset-4 hover:text-ink"
          >
            {t('transactions.number')} {grouped(transfer.number)}
          </Link>
        </div>
        <Situation transfer={transfer} />
        <RecipientCard recipient={transfer.recipient} />
        {cameToNothing.includes(transfer.status) ? null : <PriceFacts price={transfer} />}
        <NextSteps transfer={transfer} />
      </Card>
      <Card>
        <h2 className="pb-4 text-lg font-semibold">{t('transactions.timeline')}</h2>
        <AbroadTimeline transfer={transfer} />
      </Card>
    </div>
  )
}

/** Then nothing has left and nothing arrives: lines that say how much would be read as if it had. */
const cameToNothing: readonly TransferAbroad['status'][] = ['failed', 'canceled']

type Situated = TransferAbroad['status'] | 'late' | 'held' | 'declined' | 'left'

const tones: Record<Situated, Tone> = {
  processing: 'info',
  left: 'info',
  late: 'warn',
  held: 'warn',
  sent: 'info',
  completed: 'ok',
  failed: 'bad',
  declined: 'bad',
  canceled: 'info',
  returned: 'warn',
}

/** Which words fit: what has left can no longer be canceled, and a broken promise comes before the state. */
function situationOf(transfer: TransferAbroad): Situated {
  const { status, late, actions, bank_reason: bankReason } = transfer
  if (status === 'failed') return bankReason ? 'failed' : 'declined'
  if (status !== 'processing') return status
  if (isHeld(transfer)) return 'held'
  if (late) return 'late'
  return actions.includes('cancel') ? 'processing' : 'left'
}

/** What happened and what comes next, in words; read out when it changes. */
function Situation({ transfer }: { transfer: TransferAbroad }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { status_reason: reason, bank_reason: bank, returned } = transfer
  const situation = situationOf(transfer)
  return (
    <Alert live tone={tones[situation]} title={t(`abroad.situation.${situation}.title`)}>
      <p>
        {t(`abroad.situation.${situation}.text`, {
          day: formatDate(`${transfer.arrives_on}T12:00:00`, language),
          leaves: formatTime(transfer.leaves_at, language),
        })}
      </p>
      {reason && transfer.status !== 'canceled' && situation !== 'held' ? (
        <p className="pt-1.5 font-medium">
          {t(`reasons.${reason}`, { defaultValue: t('reasons.other') })}
          {bank ? <span className="font-normal text-muted"> ({bank.code})</span> : null}
        </p>
      ) : null}
      {returned ? (
        <p className="pt-1.5">
          {t('abroad.cameBack')} <Amount money={returned} />
        </p>
      ) : null}
    </Alert>
  )
}

function NextSteps({ transfer }: { transfer: TransferAbroad }) {
  const { t } = useTranslation()
  const { actions, status, returned, total, number } = transfer
  const exchangeBack = returned && returned.currency !== total.currency
  return (
    <div className="flex flex-col gap-2">
      {actions.includes('repeat') && status !== 'completed' ? (
        <Link to="/app/send/abroad" className={buttonClass({ size: 'lg', block: true })}>
          {t(status === 'returned' || status === 'failed' ? 'abroad.againCorrected' : 'abroad.again')}
        </Link>
      ) : null}
      {exchangeBack ? (
        <Link to="/app/exchange" className={buttonClass({ block: true, variant: 'secondary' })}>
          {t('abroad.exchangeBack', { from: returned.currency, to: total.currency })}
        </Link>
      ) : null}
      {actions.includes('receipt') ? (
        <Link
          to="/app/transactions/$number"
          params={{ number }}
          className={buttonClass({ block: true, variant: 'secondary' })}
        >
          {t('abroad.receipt')}
        </Link>
      ) : null}
      <Link
        to="/app"
        className={buttonClass({ block: true, variant: isSettled(transfer) ? 'ghost' : 'secondary' })}
      >
        {t('abroad.toWallet')}
      </Link>
      {actions.includes('cancel') ? <CancelTransfer transfer={transfer} /> : null}
    </div>
  )
}
