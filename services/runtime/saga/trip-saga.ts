import type { DeadlinePassed, SagaDefinition } from './definition';

/**
 * A saga that only tests know: book a flight, then a hotel; when the hotel is full, or does not answer, cancel the
 * flight, and ask until that is confirmed.
 */
export interface TripState {
  readonly step: 'booking-flight' | 'booking-hotel' | 'cancelling-flight' | 'booked' | 'given-up';
}

export type TripEvent = { readonly type: 'flight-booked' | 'hotel-booked' | 'hotel-full' | 'flight-cancelled' };

export type TripOutput = {
  readonly type: 'book-flight' | 'book-hotel' | 'cancel-flight' | 'trip-booked' | 'trip-given-up';
};

const askedTwice = 2;

export const tripSaga: SagaDefinition<{ from: string }, TripState, TripEvent, TripOutput> = {
  type: 'trip',
  stepOf: ({ step }) => step,
  begin: () => ({ state: { step: 'booking-flight' }, outputs: [{ type: 'book-flight' }], deadlineMs: 1_000 }),
  transition: ({ step }, event) => {
    switch (`${step} ${event.type}`) {
      case 'booking-flight flight-booked':
        return { state: { step: 'booking-hotel' }, outputs: [{ type: 'book-hotel' }], deadlineMs: 1_000 };
      case 'booking-flight deadline-passed':
        return (event as DeadlinePassed).attempt < askedTwice
          ? { state: { step: 'booking-flight' }, outputs: [{ type: 'book-flight' }], deadlineMs: 1_000 }
          : { state: { step: 'cancelling-flight' }, outputs: [{ type: 'cancel-flight' }], deadlineMs: 1_000 };
      case 'booking-hotel hotel-booked':
        return { state: { step: 'booked' }, outputs: [{ type: 'trip-booked' }], ended: true };
      case 'booking-hotel hotel-full':
      case 'booking-hotel deadline-passed':
      case 'cancelling-flight deadline-passed':
        return { state: { step: 'cancelling-flight' }, outputs: [{ type: 'cancel-flight' }], deadlineMs: 1_000 };
      case 'cancelling-flight flight-cancelled':
        return { state: { step: 'given-up' }, outputs: [{ type: 'trip-given-up' }], ended: true };
      default:
        return undefined;
    }
  },
};
