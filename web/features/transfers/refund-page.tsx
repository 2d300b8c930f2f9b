import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Undo2 } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api, type Answer } from '../../lib/api.ts'
import { isZero } from '../../lib/format.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { useKeptForm } from '../../lib/kept-form.ts'
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
      {!done && data ? <RefundForm transfer={transfer} preview={data} onDone={setDone} /> : null}
      {!done && !data && error ? <ObjectError error={error} onRetry={() => void refetch()} /> : null}
      {!done && !data && !error ? (
        <Loading>
          <Skeleton className="h-96 rounded-2xl" />
        </Loading>
      ) : null}
    </Narrow>
  )
}

type Back = { text: string; note: string }

function isBack(value: unknown): value is Back {
  return isRecord(value) && isText(value['text']) && isText(value['note'])
}

/**
 * What is typed, all that is left at first. Gives it back, or answers null when the fee for this very amount is another
 * one than is shown: then it is shown, and the button pressed again agrees to it. The fee tells no orders apart: with
 * another one it is not a second refund, and the server says that it was ordered before. Nothing is asked before what
 * was pressed already and is still open: it may have been done, and what is left may be less than this very amount.
 */
function useRefund({ transfer, preview, onDone }: RefundFormProps) {
  const [fee, setFee] = useState(preview.fee)
  const blank = { text: preview.refundable.value, note: '' }
  const { typed, change, press, isOpen } = useKeptForm(`refund ${transfer}`, { blank, isTyped: isBack })
  const refund = useMutation({
    mutationFn: async (amount: WireMoney) => {
      const order = { transfer, amount, note: typed.note.trim() === '' ? null : typed.note.trim() }
      const wish = ['refund', order]
      const priced = isOpen(wish) ? undefined : await api('previewRefund', { body: { transfer, amount } })
      if (priced && priced.fee.value !== fee.value) {
        setFee(priced.fee)
        return null
      }
      const body = { ...order, expected_fee: fee }
      return await press(wish, key => api('createRefund', { body, key }))
    },
    onSuccess: done => done && onDone(done),
    onSettled: refreshMoney,
  })
  return { ...typed, change, fee, refund }
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

function RefundForm(props: RefundFormProps) {
  const { preview } = props
  const { t } = useTranslation()
  const { text, note, change, fee, refund } = useRefund(props)
  const [insist, setInsist] = useState(false)
  const { currency } = preview.refundable

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
            change({ text: value })
          }}
          insist={insist}
          error={ofAmount}
          hint={
            <>
              {t('later.refundable')} <Amount money={preview.refundable} />
            </>
          }
        />
        <NoteField value={note} onChange={changed => change({ note: changed })} />
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
