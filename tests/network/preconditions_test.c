/*
 * Checks that src/network/network.c stops at sizes that make no sense, and says which. (What it says
 * is printed: it is meant to be there.)
 */
#include "expect.h"
#include "network/network.h"
#include "require_stops.h"

static network net;

static void stop_zero_size(void)
{
    network_shape s = network_shape_mnist();
    s.hidden = 0;
    network_create(&net, s, 1);
}

static void stop_negative_size(void)
{
    network_shape s = network_shape_mnist();
    s.filters = -3;
    network_create(&net, s, 1);
}

static void stop_no_window(void)
{
    network_shape s = network_shape_mnist();
    s.pool = 0;
    network_create(&net, s, 1);
}

static void stop_too_many_images(void)
{
    static const real images[2 * 28 * 28];
    if (network_create(&net, network_shape_mnist(), 1).code == STATUS_OK)
        network_forward(&net, images, 2);
}

int main(void)
{
    EXPECT(require_stops(stop_zero_size), "a network without hidden units was made");
    EXPECT(require_stops(stop_negative_size), "a network with -3 filters was made");
    EXPECT(require_stops(stop_no_window), "a network with windows of 0 was made");
    EXPECT(require_stops(stop_too_many_images), "a batch above the capacity was taken");
    return expect_result();
}
