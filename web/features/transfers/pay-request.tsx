import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exponentOf, formatAmount, type WireMoney } from '../../../contract/money.ts'
import { api, type Answer } from '../../lib/api.ts'
import { isZero, minorOf } from '../../lib/format.ts'
import { pressed } from '../../lib/order.ts'
import { ApiProblem } from '../../lib/problem.ts'
import { walletQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { Amount, Breakdown } from '../../ui/money.tsx'
import { OrderError } from '../../ui/uncertain-notice.tsx'
import { refreshMoney, type PaymentRequest } from './queries-later.ts'

/** Paying what one is asked for, or saying no. Nobody pays a fee they have not seen. */
export function PayRequest({ request }: { request: PaymentRequest }) {
  const { t } = useTranslation()
  const params = { request: request.id }
  const { pay, fee, transfer } = usePay(request)
  const decline = useMutation({
    mutationFn: () => pressed(['decline', params], key => api('declinePaymentRequest', { params, key })),
    onSettled: refreshMoney,
  })
  const number = transfer?.number ?? request.transfer_number
  if (number) return <RequestPaid number={number} side="payer" />
  const failed = feeOf(pay.error) ? decline.error : (pay.error ?? decline.error)
  const mayPay = request.actions.includes('pay')
  const total = sumOf(request.amount, fee)
  return (
    <div className="flex flex-col gap-4">
      {mayPay ? <Sums amount={request.amount} fee={fee} total={total} /> : null}
      {feeOf(pay.error) ? <Alert tone="warn" live title={t('later.feeAppears')} /> : null}
      {failed ? <OrderError error={failed} onRetry={() => (pay.error ? pay : decline).mutate()} /> : null}
      {mayPay ? <p className="text-sm text-muted">{t('later.payOnlyKnown')}</p> : null}
      <div className="flex flex-col gap-2">
        {mayPay ? (
          <Button size="lg" block pending={pay.isPending} onClick={() => pay.mutate()}>
            {t('later.pay')} <Amount money={total} />
          </Button>
        ) : null}
        {request.actions.includes('decline') ? (
          <Button
            variant="ghost"
            block
            pending={decline.isPending}
            disabled={pay.isPending}
            onClick={() => decline.mutate()}
          >
            {t('later.decline')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

/** Agrees to the fee on the screen, none at first; a price list with another is answered by the fee it wants. */
function usePay(request: PaymentRequest) {
  const { currency } = request.amount
  const [fee, setFee] = useState<WireMoney>({ value: formatAmount(0n, exponentOf(currency)), currency })
  const [transfer, setTransfer] = useState<Answer<'payPaymentRequest'>>()
  const pay = useMutation({
    mutationFn: () =>
      pressed(['pay', request.id, fee], key =>
        api('payPaymentRequest', { params: { request: request.id }, body: { expected_fee: fee }, key }),
      ),
    onSuccess: setTransfer,
    onError: error => setFee(before => feeOf(error) ?? before),
    onSettled: refreshMoney,
  })
  return { pay, fee, transfer }
}

/** The fee that a refusal because of a changed price names. */
function feeOf(error: unknown): WireMoney | undefined {
  if (!(error instanceof ApiProblem) || error.problem.code !== 'price_changed') return undefined
  const fee = error.problem.details?.['fee']
  return isMoney(fee) ? fee : undefined
}

function isMoney(value: unknown): value is WireMoney {
  return typeof value === 'object' && value !== null && 'value' in value && 'currency' in value
}

function sumOf(amount: WireMoney, fee: WireMoney): WireMoney {
  const { currency } = amount
  return { value: formatAmount(minorOf(amount) + minorOf(fee), exponentOf(currency)), currency }
}

/** What it costs, and whether there is enough: known before the press, not after it. */
function Sums({ amount, fee, total }: { amount: WireMoney; fee: WireMoney; total: WireMoney }) {
  const { t } = useTranslation()
  const { data: wallet } = useQuery(walletQuery)
  const available = wallet?.balances.find(({ currency }) => currency === total.currency)?.available
  const isShort = available !== undefined && minorOf(available) < minorOf(total)
  return (
    <>
      <Breakdown
        rows={[
          ...(isZero(fee)
            ? []
            : [
                { label: t('transfers.theyGet'), money: amount },
                { label: t('transfers.fee'), money: fee },
              ]),
          { label: t('later.youPay'), money: total, strong: true },
          ...(available ? [{ label: t('later.available'), money: available }] : []),
        ]}
      />
      {isShort ? (
        <Alert
          tone="warn"
          title={t('later.noMoneyTitle')}
          action={
            <Link to="/app/add-money" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
              {t('ui.places.addMoney')}
            </Link>
          }
        />
      ) : null}
    </>
  )
}

/** Done, with the way to its number, timeline and receipt. */
export function RequestPaid({ number, side }: { number: string; side: PaymentRequest['role'] }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-4">
      <Alert tone="ok" live title={t(side === 'payer' ? 'later.paidTitle' : 'later.receivedTitle')} />
      <Link
        to="/app/transactions/$number"
        params={{ number }}
        className={buttonClass({ variant: 'secondary', block: true })}
      >
        {t('transactions.details')}
      </Link>
    </div>
  )
}
