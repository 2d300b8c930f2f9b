import { useQuery } from '@tanstack/react-query'
import { walletQuery } from '../lib/queries.ts'
import { ErrorState } from './error-state.tsx'
import { Loading, Skeleton } from './layout.tsx'

/** In the place of a form of an amount, as long as it is not known which currency it begins with. */
export function AmountFormSkeleton() {
  const { error, refetch } = useQuery(walletQuery)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Loading>
      <Skeleton className="h-96 rounded-2xl" />
    </Loading>
  )
}
