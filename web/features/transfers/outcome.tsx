import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, Printer } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card, Narrow } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import type { Transfer } from './queries.ts'

type OutcomeProps = { transfer: Transfer; identifier: string; onAgain: (toSame: boolean) => void }

/** The receipt, or why it did not go through and what to do about it; either way with the number. */
export function Outcome({ transfer, onAgain }: OutcomeProps) {
  const { t } = useTranslation()
  const failed = transfer.status === 'failed'
  const title = t(failed ? 'transfers.failedTitle' : 'transfers.sentTitle')
  usePageTitle(title)
  const Icon = failed ? CircleAlert : CircleCheck
  return (
    <Narrow>
      <Card className="flex flex-col gap-5">
        <div role="status" className="flex flex-col items-center gap-2 pt-2 text-center">
          <span
            aria-hidden
            className={cn(
              'grid size-14 place-items-center rounded-full',
              failed ? 'bg-bad-soft text-bad' : 'bg-ok-soft text-ok',
            )}
          >
            <Icon className="size-7" />
          </span>
          <h1 className="mt-1 text-xl font-bold">{title}</h1>
          <p className="text-3xl">
            <Amount money={transfer.amount} look="display" />
          </p>
          <p className="text-muted">{t(failed ? 'transfers.failedText' : 'transfers.sentText')}</p>
        </div>
        {failed ? <Declined transfer={transfer} /> : null}
        <OutcomeFacts transfer={transfer} />
        <OutcomeActions transfer={transfer} onAgain={onAgain} />
      </Card>
    </Narrow>
  )
}

function Declined({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation()
  const reason = transfer.status_reason ?? 'other'
  return (
    <Alert tone="bad" title={t(`reasons.${reason}`, { defaultValue: t('reasons.other') })}>
      {t(`transfers.afterDecline.${reason}`, { defaultValue: t('transfers.afterDecline.other') })}
    </Alert>
  )
}

function OutcomeFacts({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { number, recipient, created_at, note, total, fees } = transfer
  return (
    <Facts
      className="border-t border-line"
      lines={[
        {
          label: t('transactions.number'),
          value: (
            <span className="inline-flex items-center tabular-nums">
              {grouped(number)}
              <CopyButton text={number} label={t('transactions.copyNumber')} size="inline" />
            </span>
          ),
        },
        {
          label: t('transfers.recipient'),
          value: (
            <>
              <bdi>{recipient.name}</bdi> · {recipient.account_number}
            </>
          ),
        },
        { label: t('transactions.time'), value: formatExactTime(created_at, language) },
        ...fees.map(line => ({ label: t('transfers.fee'), value: <Amount money={line.amount} /> })),
        ...(transfer.status === 'completed'
          ? [{ label: t('transfers.youPaid'), value: <Amount money={total} /> }]
          : []),
        ...(note === null
          ? []
          : [{ label: t('transfers.note'), value: <bdi className="break-words">{note}</bdi> }]),
      ]}
    />
  )
}

function OutcomeActions({ transfer, onAgain }: Omit<OutcomeProps, 'identifier'>) {
  const { t } = useTranslation()
  const failed = transfer.status === 'failed'
  const shortOfMoney = transfer.status_reason === 'insufficient_funds'
  return (
    <div className="no-print flex flex-col gap-2">
      {shortOfMoney ? (
        <Link to="/app/add-money" className={buttonClass({ size: 'lg', block: true })}>
          {t('ui.places.addMoney')}
        </Link>
      ) : null}
      {failed && !shortOfMoney ? (
        <Button size="lg" block onClick={() => onAgain(true)}>
          {t('transfers.tryAgain')}
        </Button>
      ) : null}
      {failed ? null : (
        <Link to="/app" className={buttonClass({ size: 'lg', block: true })}>
          {t('ui.done')}
        </Link>
      )}
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        <Link
          to="/app/transactions/$number"
          params={{ number: transfer.number }}
          className={buttonClass({ variant: 'secondary', block: true })}
        >
          {t('transactions.details')}
        </Link>
        {failed ? (
          <Link to="/app" className={buttonClass({ variant: 'secondary', block: true })}>
            {t('transfers.toWallet')}
          </Link>
        ) : (
          <Button variant="secondary" block onClick={() => window.print()}>
            <Printer aria-hidden className="size-4.5" />
            {t('transfers.printReceipt')}
          </Button>
        )}
      </div>
      {failed ? null : (
        <Button variant="ghost" block onClick={() => onAgain(false)}>
          {t('transfers.sendAnother')}
        </Button>
      )}
    </div>
  )
}
