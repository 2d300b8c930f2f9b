import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Download, LifeBuoy, RotateCcw, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { downloadFile } from '../../lib/download.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { beginsAt, followAt } from './places.ts'
import { diagnosisQuery, type Diagnosis, type TransactionDetail } from './queries.ts'

/** What can be done now, as the server says; help comes with the number already filled in. */
export function TransactionActions({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation()
  const { kind, id } = transaction
  const { data: diagnosis } = useQuery(diagnosisQuery(transaction))
  const actions = withoutOffered(transaction, diagnosis)
  return (
    <div className="no-print flex flex-col gap-2">
      {actions.includes('continue') ? (
        <Link
          to="/app/add-money/$deposit"
          params={{ deposit: id }}
          className={buttonClass({ size: 'lg', block: true })}
        >
          {t('transactions.continue')}
        </Link>
      ) : null}
      {kind === 'deposit' && !transaction.actions.includes('continue') && actions.includes('cancel') ? (
        <Link
          to="/app/add-money/$deposit"
          params={{ deposit: id }}
          className={buttonClass({ variant: 'secondary', block: true })}
        >
          {t('transactions.follow')}
        </Link>
      ) : null}
      {kind === 'withdrawal' && actions.includes('cancel') ? (
        <Link
          to="/app/withdraw/$withdrawal"
          params={{ withdrawal: id }}
          className={buttonClass({ variant: 'secondary', block: true })}
        >
          {t('transactions.followWithdrawal')}
        </Link>
      ) : null}
      {kind === 'transfer' && actions.includes('cancel') ? (
        <Link to="/app/invitations" className={buttonClass({ variant: 'secondary', block: true })}>
          {t('later.takeBack')}
        </Link>
      ) : null}
      {actions.includes('refund') ? (
        <Link
          to="/app/refund/$transfer"
          params={{ transfer: id }}
          className={buttonClass({ variant: 'secondary', block: true })}
        >
          <Undo2 aria-hidden className="size-4.5" />
          {t('later.refund')}
        </Link>
      ) : null}
      {actions.includes('repeat') ? (
        <Link to={beginsAt[kind]} className={buttonClass({ variant: 'secondary', block: true })}>
          <RotateCcw aria-hidden className="size-4.5" />
          {t(`transactions.repeat.${kind}`)}
        </Link>
      ) : null}
      {actions.includes('receipt') ? <Receipt number={transaction.number} /> : null}
      {actions.includes('contact_support') ? <AskForHelp number={transaction.number} /> : null}
    </div>
  )
}

type Offer = TransactionDetail['actions'][number]

/** What of the actions the diagnosis above offers already, in words that fit the case: the same button once. */
function withoutOffered(transaction: TransactionDetail, diagnosis: Diagnosis | undefined): readonly Offer[] {
  const { actions } = transaction
  if (!diagnosis || diagnosis.severity === 'fine') return actions
  const isFollowed = followAt(transaction) !== undefined
  const offered = diagnosis.actions
    .map(({ type }) => (type === 'try_again' ? 'repeat' : type))
    // Above, these lead to the page of the thing itself; where there is none, the button is here.
    .filter(type => isFollowed || !['continue', 'cancel', 'refund'].includes(type))
  return actions.filter(action => !offered.some(type => type === action))
}

function Receipt({ number }: { number: string }) {
  const { t } = useTranslation()
  const fetchIt = useMutation({
    mutationFn: () => downloadFile('getTransactionReceipt', { params: { number } }),
  })
  return (
    <>
      {fetchIt.error ? <ErrorState error={fetchIt.error} /> : null}
      <Button variant="secondary" block pending={fetchIt.isPending} onClick={() => fetchIt.mutate()}>
        <Download aria-hidden className="size-4.5" />
        {t('transactions.receipt')}
      </Button>
    </>
  )
}

function AskForHelp({ number }: { number: string }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  if (!meta) return null
  const subject = encodeURIComponent(t('transactions.helpSubject', { number: grouped(number) }))
  return (
    <a
      href={`mailto:${meta.operator.support_email}?subject=${subject}`}
      className={buttonClass({ variant: 'ghost', block: true })}
    >
      <LifeBuoy aria-hidden className="size-4.5" />
      {t('transactions.help')}
    </a>
  )
}
