import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Loading, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { ObjectError } from '../../ui/object-error.tsx'
import { withdrawalQuery } from './queries.ts'
import { WithdrawalProgress } from './withdrawal-progress.tsx'

const page = getRouteApi('/signed-in/app/withdraw/$withdrawal')

/** Where a withdrawal stands, live. */
export function WithdrawalPage() {
  const { t } = useTranslation()
  const { withdrawal: id } = page.useParams()
  const { data, error, refetch } = useQuery(withdrawalQuery(id))
  return (
    <Narrow>
      <PageHeader title={t('withdrawals.followTitle')} back="/app" />
      {data ? <WithdrawalProgress withdrawal={data} /> : null}
      {!data && error ? <ObjectError error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? (
        <Loading>
          <Skeleton className="h-96 rounded-2xl" />
        </Loading>
      ) : null}
    </Narrow>
  )
}
