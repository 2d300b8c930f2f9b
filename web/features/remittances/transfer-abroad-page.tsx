import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Loading, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { ObjectError } from '../../ui/object-error.tsx'
import { transferAbroadQuery } from './queries.ts'
import { TransferAbroadProgress } from './transfer-abroad-progress.tsx'

const page = getRouteApi('/signed-in/app/send/abroad/$transfer')

/** Where a transfer abroad stands, live. */
export function TransferAbroadPage() {
  const { t } = useTranslation()
  const { transfer: id } = page.useParams()
  const { data, error, refetch } = useQuery(transferAbroadQuery(id))
  return (
    <Narrow>
      <PageHeader title={t('abroad.followTitle')} back="/app" />
      {data ? <TransferAbroadProgress transfer={data} /> : null}
      {!data && error ? <ObjectError error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? (
        <Loading>
          <Skeleton className="h-96 rounded-2xl" />
        </Loading>
      ) : null}
    </Narrow>
  )
}
