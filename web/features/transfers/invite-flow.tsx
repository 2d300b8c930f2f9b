import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Hourglass, ShieldCheck } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { newKey, order, pressed } from '../../lib/order.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { walletQuery } from '../../lib/queries.ts'
import { ordering } from '../../lib/use-step-back.ts'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount, Breakdown } from '../../ui/money.tsx'
import { ObstacleNotice } from '../../ui/obstacle.tsx'
import { OrderError, UncertainNotice } from '../../ui/uncertain-notice.tsx'
import { TransferAmount, type AmountDraft } from './amount-step.tsx'
import { NoteField } from './note-field.tsx'
import { refreshMoney, type Invitation, type InvitationPreview } from './queries-later.ts'

export type ReviewedInvitation = { preview: InvitationPreview; note: string; key: string }

type InviteAmountProps = {
  address: string
  draft: AmountDraft
  onDraft: (draft: AmountDraft) => void
  onReview: (reviewed: ReviewedInvitation) => void
}

/** How much goes to an address nobody has proved yet. */
export function InviteAmount({ address, draft, onDraft, onReview }: InviteAmountProps) {
  const { t } = useTranslation()
  const { data: wallet } = useQuery(walletQuery)
  const [insist, setInsist] = useState(false)
  const preview = useMutation({
    mutationFn: (amount: InvitationPreview['amount']) =>
      api('previewInvitation', { body: { recipient: address, amount } }),
    onSuccess(answer) {
      if (!answer.obstacle) onReview({ preview: answer, note: draft.note.trim(), key: newKey() })
    },
  })

  function change(part: Partial<AmountDraft>) {
    preview.reset()
    onDraft({ ...draft, ...part })
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(draft.text, draft.currency)
    if (typeof amount !== 'string') preview.mutate(amount)
  }

  const ofAmount = fieldProblem(preview.error, 'amount')
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <Invited address={address} />
        <TransferAmount draft={draft} wallet={wallet} insist={insist} error={ofAmount} onChange={change} />
        <NoteField value={draft.note} onChange={text => change({ note: text })} />
        {preview.data?.obstacle ? <ObstacleNotice obstacle={preview.data.obstacle} /> : null}
        {preview.error && !ofAmount ? <ErrorState error={preview.error} /> : null}
        <Button type="submit" size="lg" block pending={preview.isPending}>
          {t('ui.continue')}
        </Button>
      </form>
    </Card>
  )
}

/** To whom it goes, and that it waits: the one thing that is different from other transfers. */
function Invited({ address }: { address: string }) {
  const { t } = useTranslation()
  return (
    <div className="flex items-center gap-4 rounded-lg bg-brand-soft/60 p-4">
      <span
        aria-hidden
        className="grid size-11 shrink-0 place-items-center rounded-full bg-brand text-on-brand"
      >
        <Hourglass className="size-5" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="text-lg font-semibold wrap-anywhere">
          <bdi>{address}</bdi>
        </p>
        <p className="text-sm text-muted">{t('later.waitsForThem')}</p>
      </div>
    </div>
  )
}

type InviteReviewProps = {
  reviewed: ReviewedInvitation
  address: string
  onChange: () => void
  onDone: (sent: Invitation) => void
}

/** Looked at once more, then held for them. */
export function InviteReview({ reviewed, address, onChange, onDone }: InviteReviewProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { preview, note, key } = reviewed
  const [uncertain, setUncertain] = useState(false)
  const send = useMutation({
    mutationKey: ordering,
    mutationFn() {
      const body = {
        recipient: address,
        amount: preview.amount,
        note: note === '' ? null : note,
        expected_fee: preview.fee,
      }
      return order(
        () => api('createInvitation', { body, key }),
        () => setUncertain(true),
      )
    },
    onSuccess: onDone,
    onSettled: refreshMoney,
  })
  const busy = send.isPending || send.isSuccess
  return (
    <Card className="flex flex-col gap-5">
      <Invited address={preview.invited.address} />
      <Breakdown
        rows={[
          { label: t('transfers.theyGet'), money: preview.amount },
          { label: t('transfers.fee'), money: preview.fee },
          { label: t('later.held'), money: preview.total, strong: true },
        ]}
      />
      <Facts
        className="border-t border-line"
        lines={[
          { label: t('transfers.arrives'), value: t('later.onceAccepted') },
          { label: t('later.backOn'), value: formatDate(preview.expires_at, language) },
          ...(note === ''
            ? []
            : [{ label: t('transfers.note'), value: <bdi className="break-words">{note}</bdi> }]),
        ]}
      />
      <p className="text-sm text-muted">{t('later.inviteExplained')}</p>
      {preview.step_up ? (
        <p className="flex items-start gap-2 text-sm text-muted">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(`transfers.stepUp.${preview.step_up}`)}
        </p>
      ) : null}
      {uncertain && send.isPending ? <UncertainNotice /> : null}
      {send.error ? <OrderError error={send.error} onRetry={() => send.mutate()} /> : null}
      <div className="flex flex-col gap-2">
        <Button size="lg" block pending={busy} onClick={() => send.mutate()}>
          {t('transfers.send')} <Amount money={preview.total} />
        </Button>
        <Button variant="ghost" block disabled={busy} onClick={onChange}>
          {t('ui.change')}
        </Button>
      </div>
    </Card>
  )
}

/** Held and told; taken back here as long as nobody has accepted. */
export function InviteOutcome({ sent }: { sent: Invitation }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const cancel = useMutation({
    mutationFn: () =>
      pressed(['cancel', sent.id], key => api('cancelInvitation', { params: { invitation: sent.id }, key })),
    onSettled: refreshMoney,
  })
  const shown = cancel.data ?? sent
  const canceled = shown.status === 'canceled'
  return (
    <Card className="flex flex-col gap-5">
      <div role="status" className="flex flex-col items-center gap-2 pt-2 text-center">
        <span
          aria-hidden
          className="grid size-14 place-items-center rounded-full bg-brand-soft text-brand-text"
        >
          <Hourglass className="size-7" />
        </span>
        <h1 className="mt-1 text-xl font-bold">
          {t(canceled ? 'later.takenBackTitle' : 'later.waitingTitle')}
        </h1>
        <p className="text-3xl">
          <Amount money={shown.amount} look="display" />
        </p>
        <p className="text-muted">
          {canceled
            ? t('later.takenBackText')
            : t('later.waitingText', { date: formatDate(shown.expires_at, language) })}
        </p>
      </div>
      <Facts
        className="border-t border-line"
        lines={[
          { label: t('transactions.number'), value: <span dir="ltr">{grouped(shown.number)}</span> },
          {
            label: t('transfers.recipient'),
            value: <bdi className="wrap-anywhere">{shown.invited.address}</bdi>,
          },
        ]}
      />
      {cancel.error ? <ErrorState error={cancel.error} /> : null}
      <div className="flex flex-col gap-2">
        <Link to="/app" className={buttonClass({ size: 'lg', block: true })}>
          {t('ui.done')}
        </Link>
        {canceled ? null : (
          <Button variant="ghost" block pending={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('later.takeBack')}
          </Button>
        )}
      </div>
    </Card>
  )
}
