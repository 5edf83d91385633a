import { givenSaga } from '../testing';
import { tripSaga } from './trip-saga';

const trip = () => givenSaga(tripSaga, { from: 'Bergen' });

describe('a saga told as a story', () => {
  test('goes forward', () => {
    trip()
      .expect({ type: 'book-flight' })
      .when({ type: 'flight-booked' })
      .expect({ type: 'book-hotel' })
      .when({ type: 'hotel-booked' })
      .expect({ type: 'trip-booked' })
      .expectStep('booked')
      .expectEnded();
  });

  test('goes back', () => {
    trip()
      .when({ type: 'flight-booked' })
      .when({ type: 'hotel-full' })
      .expect({ type: 'cancel-flight' })
      .when({ type: 'flight-cancelled' })
      .expect({ type: 'trip-given-up' })
      .expectEnded();
  });

  test('asks again, and again', () => {
    trip()
      .whenDeadlinePasses()
      .expect({ type: 'book-flight' })
      .whenDeadlinePasses(2)
      .expect({ type: 'cancel-flight' })
      .whenDeadlinePasses(9)
      .expect({ type: 'cancel-flight' })
      .expectStep('cancelling-flight');
  });

  test('ignores what comes late or twice', () => {
    trip()
      .when({ type: 'hotel-booked' })
      .expectIgnored()
      .when({ type: 'flight-booked' })
      .when({ type: 'flight-booked' })
      .expectIgnored();
  });

  test('is a failure when it goes otherwise', () => {
    expect(() => trip().expect({ type: 'book-hotel' })).toThrow(/book-flight/);
    expect(() => trip().expectStep('booked')).toThrow(/booking-flight/);
    expect(() => trip().expectEnded()).toThrow("the saga goes on in 'booking-flight'");
    expect(() => trip().when({ type: 'flight-booked' }).expectIgnored()).toThrow("the saga moved to 'booking-hotel'");
  });
});
