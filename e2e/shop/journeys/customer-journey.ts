import { changesTheProfile, closesTheAccount, logsOut, opensAnAccount } from './customer/account';
import { browses } from './customer/browsing';
import {
  asksForWhatIsNotSold,
  keepsThePriceOfTheMoment,
  looksThroughTheOrders,
  ordersOfAGoodDay,
  ordersTwoThings,
} from './customer/ordering';
import { isDeclined, ordersOfABadDay, waitsForThePayment, wantsMoreThanThereIs } from './customer/setbacks';
import { fillShelf } from './customer/shelf';
import type { Shop } from './shop';

/**
 * The whole way of a customer, from the registration to the deletion of the account, as it is seen through the gateway
 * of any shop with the test payment provider. Stays within the default rate limits.
 *
 * Leaves its products behind, all of its orders final, and no account.
 * @throws for the first thing that is not as promised
 */
export async function customerJourney(shop: Shop): Promise<void> {
  const { url } = shop;
  const shelf = await fillShelf(shop);
  await browses(url, shelf);

  const customer = await opensAnAccount(url);
  await changesTheProfile(url, customer);

  await ordersTwoThings(url, customer, shelf);
  await Promise.all([
    keepsThePriceOfTheMoment(url, customer, shelf),
    asksForWhatIsNotSold(url, customer, shelf),
    isDeclined(url, customer, shelf),
    wantsMoreThanThereIs(url, customer, shelf),
    waitsForThePayment(url, customer, shelf),
  ]);
  await looksThroughTheOrders(url, customer, ordersOfAGoodDay + ordersOfABadDay);

  await logsOut(url, customer);
  await closesTheAccount(url, customer);
}
