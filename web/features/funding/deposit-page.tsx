import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'
import { Loading, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { ObjectError } from '../../ui/object-error.tsx'
import { depositQuery, type Deposit } from './queries.ts'
import { DepositProgress } from './deposit-progress.tsx'

const page = getRouteApi('/signed-in/app/add-money/$deposit')

/** Where a top-up stands, live: also the page the acquirer sends the customer back to. */
export function DepositPage() {
  const { t } = useTranslation()
  const { deposit: id } = page.useParams()
  const { data, error, refetch } = useQuery(depositQuery(id))
  const check = useMutation({
    mutationFn: () => api('checkDeposit', { params: { deposit: id } }),
    onSuccess: keepDeposit,
  })
  const { mutate: ask } = check
  const [isFirstLook] = useState(() => queryClient.getQueryData(depositQuery(id).queryKey) === undefined)
  // Whoever comes from outside may have paid a moment ago, also without having been sent back here: we ask instead of
  // saying that nothing was paid. Who has just ordered is on the way to pay.
  useEffect(() => {
    if (isFirstLook) ask()
  }, [isFirstLook, ask])
  return (
    <Narrow>
      <PageHeader title={t('funding.followTitle')} back="/app" />
      {data ? <DepositProgress deposit={data} check={check} onChanged={keepDeposit} /> : null}
      {!data && error ? <ObjectError error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? (
        <Loading>
          <Skeleton className="h-96 rounded-2xl" />
        </Loading>
      ) : null}
    </Narrow>
  )
}

function keepDeposit(deposit: Deposit): void {
  queryClient.setQueryData(['object', deposit.id], deposit)
  for (const key of ['wallet', 'transactions', 'limits'])
    void queryClient.invalidateQueries({ queryKey: [key] })
}
