import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Undo2 } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api, type Answer } from '../../lib/api.ts'
import { isZero } from '../../lib/format.ts'
import { pressed } from '../../lib/order.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Card, EmptyState, Loading, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { Amount, Breakdown } from '../../ui/money.tsx'
import { ObjectError } from '../../ui/object-error.tsx'
import { ObstacleNotice } from '../../ui/obstacle.tsx'
import { OrderError } from '../../ui/uncertain-notice.tsx'
import { NoteField } from './note-field.tsx'
import { refreshMoney, type RefundPreview } from './queries-later.ts'

const page = getRouteApi('/signed-in/app/refund/$transfer')

/** Gives back what I received, all of it or a part. */
export function RefundPage() {
  const { t } = useTranslation()
  const { transfer } = page.useParams()
  const [done, setDone] = useState<Answer<'createRefund'>>()
  const { data, error, refetch } = useQuery({
    queryKey: ['waiting', 'refund', transfer],
    queryFn: () => api('previewRefund', { body: { transfer } }),
    enabled: done === undefined,
  })
  return (
    <Narrow>
      <PageHeader title={t('later.refund')} back="/app/transactions" />
      {done ? <Refunded refund={done} /> : null}
      {!done && data ? (
        <RefundForm key={data.refundable.value} transfer={transfer} preview={data} onDone={setDone} />
      ) : null}
      {!done && !data && error ? <ObjectError error={error} onRetry={() => void refetch()} /> : null}
      {!done && !data && !error ? (
        <Loading>
          <Skeleton className="h-96 rounded-2xl" />
        </Loading>
      ) : null}
    </Narrow>
  )
}

type RefundOrder = {
  transfer: string
  note: string
  /** As shown. */
  fee: WireMoney
  onFee: (fee: WireMoney) => void
  onDone: (refund: Answer<'createRefund'>) => void
}

/**
 * Gives back, or answers null when the fee for this very amount is another one than is shown: then it is shown, and the
 * button pressed again agrees to it.
 */
function useRefund({ transfer, note, fee, onFee, onDone }: RefundOrder) {
  return useMutation({
    mutationFn: async (amount: WireMoney) => {
      const priced = await api('previewRefund', { body: { transfer, amount } })
      if (priced.fee.value !== fee.value) {
        onFee(priced.fee)
        return null
      }
      const text = note.trim() === '' ? null : note.trim()
      const body = { transfer, amount, note: text, expected_fee: fee }
      return await pressed(['refund', body], key => api('createRefund', { body, key }))
    },
    onSuccess: done => done && onDone(done),
    onSettled: refreshMoney,
  })
}

function RefundSums({ preview, fee }: { preview: RefundPreview; fee: WireMoney }) {
  const { t } = useTranslation()
  const { received, refunded } = preview
  return (
    <Breakdown
      rows={[
        { label: t('later.received'), money: received },
        ...(isZero(refunded) ? [] : [{ label: t('later.alreadyBack'), money: refunded }]),
        { label: t('transfers.fee'), money: fee },
      ]}
    />
  )
}

type RefundFormProps = {
  transfer: string
  preview: RefundPreview
  onDone: (refund: Answer<'createRefund'>) => void
}

function RefundForm({ transfer, preview, onDone }: RefundFormProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(preview.refundable.value)
  const [note, setNote] = useState('')
  const [insist, setInsist] = useState(false)
  const { currency } = preview.refundable
  const [fee, setFee] = useState(preview.fee)
  const refund = useRefund({ transfer, note, fee, onFee: setFee, onDone })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(text, currency)
    if (typeof amount !== 'string') refund.mutate(amount)
  }

  const ofAmount = fieldProblem(refund.error, 'amount')
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <p>
          {t('later.refundTo')} <bdi className="font-semibold">{preview.counterparty}</bdi>
        </p>
        <AmountInput
          label={t('later.giveBack')}
          value={text}
          currency={currency}
          onValue={value => {
            refund.reset()
            setText(value)
          }}
          insist={insist}
          error={ofAmount}
          hint={
            <>
              {t('later.refundable')} <Amount money={preview.refundable} />
            </>
          }
        />
        <NoteField value={note} onChange={setNote} />
        <RefundSums preview={preview} fee={fee} />
        {preview.original_fees_come_back ? null : <p className="text-sm text-muted">{t('later.feesStay')}</p>}
        {preview.obstacle ? <ObstacleNotice obstacle={preview.obstacle} /> : null}
        {refund.data === null ? <Alert tone="warn" live title={t('transfers.repriced')} /> : null}
        {refund.error && !ofAmount ? (
          <OrderError
            error={refund.error}
            onRetry={() => refund.variables && refund.mutate(refund.variables)}
          />
        ) : null}
        <Button type="submit" size="lg" block pending={refund.isPending}>
          {t('later.refundNow')}
        </Button>
      </form>
    </Card>
  )
}

function Refunded({ refund }: { refund: Answer<'createRefund'> }) {
  const { t } = useTranslation()
  return (
    <Card>
      <div role="status">
        <EmptyState
          icon={<Undo2 />}
          heading="h2"
          title={t('later.refundedTitle')}
          action={
            <Link
              to="/app/transactions/$number"
              params={{ number: refund.number }}
              className={buttonClass({})}
            >
              {t('transactions.details')}
            </Link>
          }
        >
          <Amount money={refund.amount} /> · <bdi>{refund.counterparty}</bdi>
        </EmptyState>
      </div>
    </Card>
  )
}
